/** Moodle's update service did not answer as it should; the message is what Moodle's checker says of it. */
export class UpdateCheckFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UpdateCheckFailed';
  }
}
