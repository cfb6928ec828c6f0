/**
 * The settings of the sample's administration pages, as far as presets know them, in the order of the pages.
 *
 * One a line, its parts apart by bars: name, kind, Moodle's default, and what this site has where that is something
 * else. Behind the name may stand what goes with the setting (`+timelimit_adv=0`).
 */
import { looksSecret } from '../../secret-patterns.js';

export interface SampleSetting {
  /** `none` for core. */
  plugin: string;
  name: string;
  kind: 'switch' | 'number' | 'text' | 'password' | 'choice' | 'course';
  /** Of a `switch` and a `choice`. */
  choices: readonly string[];
  default: string;
  /** What this site was given when it was built; undefined for the default. */
  built?: string;
  /** A setting that is kept beside it: whether it is locked, or for advanced users. */
  attribute?: { name: string; default: string };
}

const pages: Readonly<Record<string, string>> = {
  none: `
    enableuserfeedback|switch|0
    usecomments|switch|1
    usetags|switch|1
    enablenotes|switch|1|0
    enableportfolios|switch|0
    enablewebservices|switch|0
    enablestats|switch|0|1
    enableblogs|switch|1|0
    enablecompletion|switch|1
    enableavailability|switch|1
    enableplagiarism|switch|0
    enablebadges|switch|1
    enableglobalsearch|switch|0|1
    enableanalytics|switch|1|0
    messaging|switch|1
    defaultpreference_maildisplay|choice 0 1 2|2|0
    notloggedinroleid|number|6
    guestroleid|number|6
    defaultuserroleid|number|7
    hiddenuserfields|text||lastip,mycourses
    showuseridentity|text|email|email,idnumber
    fullnamedisplay|text|language
    maxusersperpage|number|100
    requestcategoryselection|switch|0
    enablecourserequests|switch|1
    backup_general_users+backup_general_users_locked=|switch|1
    backup_auto_active|choice 0 1 2|0|1
    backup_auto_max_kept|number|1|7
    backup_auto_destination|text||/var/backups/moodle
    gradepointmax|number|100
    grade_aggregation+grade_aggregation_flag=0|choice 0 2 4 6 8 10 11 12 13|13|10
    grade_report_user_showrange|switch|1
    timezone|text|Europe/London
    forcetimezone|text|99
    country|text|0
    defaultcity|text|
    lang|text|en
    autolang|switch|1
    langmenu|switch|1|0
    defaulthomepage|choice 0 1 3|1
    guestloginbutton|switch|1
    forgottenpasswordurl|text||https://id.lakeside.example/reset
    allowaccountssameemail|switch|0
    recaptchapublickey|text|
    recaptchaprivatekey|password|
    passwordpolicy|switch|1
    minpasswordlength|number|8|12
    minpasswordlower|number|1
    lockoutthreshold|number|0|10
    lockoutduration|number|1800
    cookiesecure|switch|1
    allowframembedding|switch|0
    cronclionly|switch|1
    cronremotepassword|password|
    maxbytes|number|0|104857600
    pathtodu|text||/usr/bin/du
    sessiontimeout|number|28800
    theme|text|boost
    frontpage|text|6
    frontpageloggedin|text|6
    fullname|course|
    shortname|course|
    summary|course|
    maxcategorydepth|number|2
    supportname|text|
    supportemail|text|
    smtphosts|text|
    smtpsecure|choice  ssl tls||tls
    smtpuser|password|
    smtppass|password|
    noreplyaddress|text|
    geoipfile|text|/var/www/moodledata/geoip/GeoLite2-City.mmdb
    debug|choice 0 5 15 30719 32767|0
    perfdebug|choice 7 15|7
    updateautocheck|switch|1
    updateminmaturity|choice 50 100 150 200|200
  `,
  moodlecourse: `
    visible|switch|1|0
    format|text|topics|weeks
    maxsections|number|52
    numsections|number|4|12
    maxbytes|number|0
    showgrades|switch|1
    enablecompletion|switch|1
    groupmode|choice 0 1 2|0
  `,
  theme_boost: `
    preset|text|default.scss
    brandcolor|text||#00557f
    scss|text||.navbar { border-bottom: 2px solid #f2a900; } /* <lake> & "shore" */
  `,
  assign: `
    feedback_plugin_for_gradebook|text|assignfeedback_comments
    submissiondrafts+submissiondrafts_adv=|switch|0|1
    maxattempts|number|-1
  `,
  quiz: `
    timelimit+timelimit_adv=|number|0
    overduehandling+overduehandling_adv=|choice autosubmit graceperiod autoabandon|autosubmit|graceperiod
    quizpassword|password|
    autosaveperiod|number|60|30
  `,
  forum: `
    displaymode|choice -1 1 2 3 4|3
    longpost|number|600
    maxattachments|number|9|3
    trackreadposts|switch|1
  `,
  enrol_manual: `
    roleid|number|5
    enrolperiod|number|0
  `,
  enrol_self: `
    requirepassword|switch|0|1
    longtimenosee|choice 0 1209600 7776000 31536000|0
  `,
  auth_email: `
    recaptcha|switch|0|1
  `,
  auth_ldap: `
    host_url|text|
    bind_dn|text||cn=moodle,ou=services,dc=lakeside,dc=example
    bind_pw|password|
    contexts|text||ou=people,dc=lakeside,dc=example
  `,
  tool_log: `
    enabled_stores|text|logstore_standard
  `,
  logstore_standard: `
    loglifetime|choice 0 1000 365 180 90 30|0|365
    logguests|switch|0
  `,
  local_lakeside: `
    noticeboard|text||Harbour Café: "soup & sandwich" <b>half price</b> on Fridays
    libraryapikey|text||not-a-real-key-either
    libraryurl|text|https://library.lakeside.example
  `,
};

export const sampleSettings: readonly SampleSetting[] = Object.entries(pages).flatMap(([plugin, page]) =>
  page
    .trim()
    .split('\n')
    .map((line) => parseSetting(plugin, line.trim())),
);

function parseSetting(plugin: string, line: string): SampleSetting {
  const [names = '', kinds = '', value = '', ...built] = line.split('|');
  const [name = '', attribute] = names.split('+');
  const [kind = '', ...choices] = kinds.split(' ');
  const [attributeName = '', attributeDefault = ''] = attribute?.split('=') ?? [];
  return {
    plugin,
    name,
    kind: kind as SampleSetting['kind'],
    choices: kind === 'switch' ? ['0', '1'] : choices,
    default: value,
    ...(built.length > 0 ? { built: built.join('|') } : {}),
    ...(attribute === undefined ? {} : { attribute: { name: attributeName, default: attributeDefault } }),
  };
}

/** Whether a value of this setting may be a secret: by its kind, and for free texts by what it looks like. */
export function isSecret({ kind, name }: SampleSetting, value: string): boolean {
  return kind === 'password' || (kind === 'text' && looksSecret(name, value));
}
