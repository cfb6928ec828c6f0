/** What a refused order is called in Moodle. */
import { invalidRecord, WebserviceError } from '../../webservice/webservice-error.js';
import { CopyRefused } from '../copy-refused.js';

/** @throws WebserviceError for what was refused, anything else as it is */
export async function inMoodlesWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CopyRefused ? asMoodleError(error) : error;
  }
}

function asMoodleError({ reason, takenBy }: CopyRefused): WebserviceError {
  switch (reason) {
    case 'no-category':
      return invalidRecord('course_categories');
    case 'no-course':
      return exception('invalidcourseid', 'You are trying to use an invalid course ID');
    case 'name-taken':
      return exception('shortnametaken', `Short name is already used for another course (${takenBy})`);
    case 'no-backup':
      return exception(
        'errorinvalidformatinfo',
        "The selected file is not a valid Moodle backup file and can't be restored.",
      );
  }
}

const exception = (errorcode: string, message: string) =>
  new WebserviceError('moodle_exception', errorcode, message);
