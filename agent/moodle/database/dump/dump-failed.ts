/** Thrown when the site's database could not be dumped, or not be put back. The message is for operators. */
export class DumpFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DumpFailed';
  }
}
