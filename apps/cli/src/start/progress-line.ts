/** Shows "what: done of all" on stderr: one line that counts on a terminal, a line now and then elsewhere. */
export function progressLine(what: string, output: NodeJS.WriteStream = process.stderr) {
  return (done: number, of: number): void => {
    const text = `${what}: ${done} of ${of}`;
    if (output.isTTY) output.write(`\r${text}${done === of ? '\n' : ''}`);
    else if (done === of || done % 8 === 0) output.write(`${text}\n`);
  };
}
