/** What a command says: a table or sentences for people, one JSON value for scripts. Progress goes to stderr. */
export function print(isJson: boolean, value: unknown, text: () => string): void {
  process.stdout.write(isJson ? `${JSON.stringify(value)}\n` : `${text()}\n`);
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Where one stands, in a line that is written over; nothing where stderr is no terminal. */
export function progressText(): (text: string) => void {
  let longest = 0;
  return (text) => {
    if (!process.stderr.isTTY) return;
    longest = Math.max(longest, text.length);
    process.stderr.write(`\r${text.padEnd(longest)}\r`);
  };
}

/** Rows under headings, columns as wide as their longest cell. The columns of `right` are aligned to the right. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
) {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(headings), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
