/** The plugins of the sample site: many of Moodle's own, and some from elsewhere, of which three have updates waiting. */
export interface SamplePlugin {
  component: string;
  name: string;
  version: number;
  release?: string;
  requires: number;
  /** From elsewhere, not from Moodle itself. */
  additional?: boolean;
  /** What Moodle's update check found. */
  update?: { version: number; release: string };
}

const coreVersion = 2024100700;
const coreRequires = 2024100100;

/** Folders of plugin types, below the code's root. */
export const typeFolders: Readonly<Record<string, string>> = {
  assignfeedback: 'mod/assign/feedback',
  assignsubmission: 'mod/assign/submission',
  auth: 'auth',
  availability: 'availability/condition',
  block: 'blocks',
  editor: 'lib/editor',
  enrol: 'enrol',
  filter: 'filter',
  format: 'course/format',
  local: 'local',
  logstore: 'admin/tool/log/store',
  mod: 'mod',
  qbehaviour: 'question/behaviour',
  qtype: 'question/type',
  quiz: 'mod/quiz/report',
  report: 'report',
  repository: 'repository',
  theme: 'theme',
  tiny: 'lib/editor/tiny/plugins',
  tool: 'admin/tool',
};

const standardNames: Readonly<Record<string, string>> = {
  assignfeedback: 'comments:Feedback comments,file:File feedback',
  assignsubmission: 'file:File submissions,onlinetext:Online text submissions',
  auth: 'email:Email-based self-registration,ldap:LDAP server,manual:Manual accounts,oauth2:OAuth 2',
  availability: 'date:Restriction by date,group:Restriction by group',
  block:
    'activity_modules:Activities,calendar_month:Calendar,html:Text,myoverview:Course overview,timeline:Timeline',
  editor: 'textarea:Plain text area,tiny:TinyMCE editor',
  enrol: 'cohort:Cohort sync,guest:Guest access,manual:Manual enrolments,self:Self enrolment',
  filter: 'mathjaxloader:MathJax,mediaplugin:Multimedia plugins,multilang:Multi-language content',
  format: 'topics:Custom sections,weeks:Weekly sections,singleactivity:Single activity',
  logstore: 'standard:Standard log',
  mod: 'assign:Assignment,book:Book,forum:Forum,label:Text and media area,page:Page,quiz:Quiz,resource:File,url:URL',
  qbehaviour: 'deferredfeedback:Deferred feedback,manualgraded:Manually graded',
  qtype: 'multichoice:Multiple choice,shortanswer:Short answer,truefalse:True/False',
  quiz: 'overview:Grades,responses:Responses',
  report: 'completion:Course completion,log:Logs,status:System status',
  repository: 'recent:Recent files,upload:Upload a file',
  theme: 'boost:Boost,classic:Classic',
  tiny: 'link:Link,media:Media',
  tool: 'admin_presets:Site admin presets,log:Log stores,task:Scheduled task configuration,uploaduser:User upload',
};

const standard = Object.entries(standardNames).flatMap(([type, list]) =>
  list.split(',').map((entry): SamplePlugin => {
    const [folder = '', name = ''] = entry.split(':');
    return { component: `${type}_${folder}`, name, version: coreVersion, requires: coreRequires };
  }),
);

const additional: readonly Omit<SamplePlugin, 'additional'>[] = [
  {
    component: 'mod_attendance',
    name: 'Attendance',
    version: 2024072401,
    release: '4.5.1',
    requires: 2022112800,
    update: { version: 2025031200, release: '4.5.3' },
  },
  {
    component: 'theme_moove',
    name: 'Moove',
    version: 2024111000,
    release: '4.5.0',
    requires: coreRequires,
    update: { version: 2025052600, release: '4.5.2' },
  },
  {
    component: 'format_tiles',
    name: 'Tiles format',
    version: 2024111500,
    release: '4.5.0.1',
    requires: 2024041900,
    update: { version: 2025042201, release: '4.5.0.8' },
  },
  {
    component: 'block_xp',
    name: 'Level Up XP',
    version: 2024111600,
    release: '18.0.0',
    requires: 2022112800,
  },
  {
    component: 'local_mailtest',
    name: 'eMail Test',
    version: 2024101700,
    release: '2.1.5',
    requires: 2016052300,
  },
  {
    component: 'local_lakeside',
    name: 'Lakeside University customisations',
    version: 2025081500,
    release: '1.4',
    requires: coreRequires,
  },
  {
    component: 'qtype_coderunner',
    name: 'CodeRunner',
    version: 2025030700,
    release: '5.6.0',
    requires: 2022112800,
  },
  {
    component: 'report_coursestats',
    name: 'Course statistics',
    version: 2023112300,
    release: '3.2',
    requires: 2022041900,
  },
];

export const samplePlugins: readonly SamplePlugin[] = [
  ...standard,
  ...additional.map((plugin) => ({ ...plugin, additional: true })),
];
