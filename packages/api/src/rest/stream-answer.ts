/**
 * The bytes that `write` makes, as it makes them. Rejects with what goes wrong before the first byte, so that it can still be
 * told; what goes wrong later cuts the stream off, and `onCut` learns why. A reader who goes away ends `write`.
 */
export async function streamOf(
  write: (target: WritableStream<Uint8Array>) => Promise<unknown>,
  onCut: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  let controller: TransformStreamDefaultController<Uint8Array> | undefined;
  const pipe = new TransformStream<Uint8Array, Uint8Array>({
    start(made) {
      controller = made;
    },
  });
  let tell = false;
  const reader = pipe.readable.getReader();
  write(pipe.writable).catch((error: unknown) => {
    if (tell) onCut(error);
    // Whoever holds the target's lock: both ends learn that no more will come.
    controller?.error(error);
  });
  let next: ReadableStreamReadResult<Uint8Array> | undefined = await reader.read();
  tell = true;
  return new ReadableStream<Uint8Array>({
    async pull(target) {
      const { done, value } = next ?? (await reader.read());
      next = undefined;
      if (done) target.close();
      else target.enqueue(value);
    },
    async cancel(reason) {
      tell = false;
      await reader.cancel(reason);
    },
  });
}
