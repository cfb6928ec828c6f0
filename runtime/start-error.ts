/** What keeps a program from starting and its operator can mend. The message is printed as the one line before exit 1. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
