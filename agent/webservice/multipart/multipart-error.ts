/** A body of the type `multipart/form-data` that is not one, or goes beyond the limits. */
export class MultipartError extends Error {
  constructor(
    message: string,
    readonly status: 400 | 413 = 400,
  ) {
    super(message);
    this.name = 'MultipartError';
  }
}
