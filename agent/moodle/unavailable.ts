/** Thrown whenever the site's database cannot be reached or will not serve us; every route answers it with 503. */
export class MoodleUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MoodleUnavailable';
  }
}
