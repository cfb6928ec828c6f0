/** The capabilities that the sample knows: what Moodle calls them, and the roles that have them in a new Moodle. */
export interface SampleCapability {
  name: string;
  /** Archetypes. */
  roles: readonly string[];
}

const teaching = ['editingteacher', 'manager'] as const;

export const sampleCapabilities: Readonly<Record<string, SampleCapability>> = {
  'moodle/site:config': { name: 'Change site configuration', roles: [] },
  'moodle/site:configview': {
    name: 'View the site administration tree (but not all the pages in it)',
    roles: ['coursecreator', 'manager'],
  },
  'moodle/site:maintenanceaccess': { name: 'Access site while in maintenance mode', roles: [] },
  'moodle/course:create': { name: 'Create courses', roles: ['coursecreator', 'manager'] },
  'moodle/course:view': { name: 'View courses without participation', roles: ['manager'] },
  'moodle/course:update': { name: 'Update course settings', roles: teaching },
  'moodle/course:changecategory': { name: 'Change course category', roles: teaching },
  'moodle/course:viewhiddencourses': {
    name: 'View hidden courses',
    roles: ['coursecreator', 'teacher', 'editingteacher', 'manager'],
  },
  'moodle/category:manage': { name: 'Manage categories', roles: ['manager'] },
  'moodle/category:viewhiddencategories': {
    name: 'See hidden categories',
    roles: ['coursecreator', 'manager'],
  },
  'moodle/backup:backupcourse': { name: 'Backup courses', roles: teaching },
  'moodle/backup:backuptargetimport': { name: 'Backup for import', roles: teaching },
  'moodle/backup:configure': { name: 'Configure backup options', roles: teaching },
  'moodle/backup:downloadfile': { name: 'Download files from backup areas', roles: teaching },
  'moodle/backup:userinfo': { name: 'Backup user data', roles: ['manager'] },
  'moodle/backup:anonymise': { name: 'Anonymise user data on backup', roles: ['manager'] },
  'moodle/restore:restorecourse': { name: 'Restore courses', roles: teaching },
  'moodle/restore:restoretargetimport': { name: 'Restore from files targeted as import', roles: teaching },
  'moodle/restore:configure': { name: 'Configure restore options', roles: teaching },
  'moodle/restore:uploadfile': { name: 'Upload files to backup areas', roles: teaching },
  'moodle/restore:userinfo': { name: 'Restore user data', roles: ['manager'] },
  'moodle/restore:createuser': { name: 'Create users on restore', roles: ['manager'] },
  'moodle/restore:rolldates': {
    name: 'Allowed to roll activity configuration dates on restore',
    roles: ['coursecreator', 'manager'],
  },
  'moodle/cohort:manage': { name: 'Create, delete and move cohorts', roles: ['manager'] },
  'moodle/cohort:assign': { name: 'Add and remove cohort members', roles: ['manager'] },
  'moodle/cohort:view': { name: 'View site-wide cohorts', roles: teaching },
  'moodle/user:create': { name: 'Create users', roles: ['manager'] },
  'moodle/user:update': { name: 'Update user profiles', roles: ['manager'] },
  'moodle/user:viewalldetails': { name: 'View user full information', roles: ['manager'] },
  'moodle/site:viewuseridentity': {
    name: 'See full user identity in lists',
    roles: ['teacher', 'editingteacher', 'manager'],
  },
  'moodle/user:viewdetails': {
    name: 'View user profiles',
    roles: ['guest', 'student', 'teacher', 'editingteacher', 'manager'],
  },
  'moodle/user:manageownfiles': { name: 'Manage files on own private file areas', roles: ['user'] },
  'moodle/reportbuilder:edit': { name: 'Edit your own custom reports', roles: ['manager'] },
  'moodle/reportbuilder:editall': { name: 'Edit all custom reports', roles: [] },
  'moodle/reportbuilder:viewall': { name: 'View all custom reports', roles: [] },
};
