/** People, what they may do, and where they were. Column notation: `columns.ts`. */
export const userTables: Readonly<Record<string, string>> = {
  user: `
    auth:text=manual confirmed policyagreed deleted suspended mnethostid username:text password:text
    idnumber:text firstname:text lastname:text email:text emailstop phone1:text phone2:text
    institution:text department:text address:text city:text country:text lang:text=en
    calendartype:text=gregorian theme:text timezone:text=99 firstaccess lastaccess lastlogin
    currentlogin lastip:text secret:text picture description:text? descriptionformat=1 mailformat=1
    maildigest maildisplay=2 autosubscribe=1 trackforums timecreated timemodified trustbitmask
    imagealt:text? lastnamephonetic:text? firstnamephonetic:text? middlename:text?
    alternatename:text? moodlenetprofile:text?
  `,
  user_preferences: `
    userid name:text value:text
  `,
  user_lastaccess: `
    userid courseid timeaccess
  `,
  user_info_category: `
    name:text sortorder
  `,
  user_info_field: `
    shortname:text=shortname name:text datatype:text description:text? descriptionformat categoryid
    sortorder required locked visible forceunique signup defaultdata:text? defaultdataformat
    param1:text? param2:text? param3:text? param4:text? param5:text?
  `,
  user_info_data: `
    userid fieldid data:text dataformat
  `,
  role: `
    name:text shortname:text description:text sortorder archetype:text
  `,
  role_assignments: `
    roleid contextid userid timemodified modifierid component:text itemid sortorder
  `,
  role_capabilities: `
    contextid roleid capability:text permission timemodified modifierid
  `,
  role_context_levels: `
    roleid contextlevel
  `,
  role_names: `
    roleid contextid name:text
  `,
  enrol: `
    enrol:text status courseid sortorder name:text? enrolperiod?=0 enrolstartdate?=0 enrolenddate?=0
    expirynotify?=0 expirythreshold?=0 notifyall?=0 password:text? cost:text? currency:text?
    roleid?=0 customint1? customint2? customint3? customint4? customint5? customint6? customint7?
    customint8? customchar1:text? customchar2:text? customchar3:text? customdec1:number?
    customdec2:number? customtext1:text? customtext2:text? customtext3:text? customtext4:text?
    timecreated timemodified
  `,
  user_enrolments: `
    status enrolid userid timestart timeend=2147483647 modifierid timecreated timemodified
  `,
  cohort: `
    contextid name:text idnumber:text? description:text? descriptionformat visible=1 component:text
    timecreated timemodified theme:text?
  `,
  cohort_members: `
    cohortid userid timeadded
  `,
  groups: `
    courseid idnumber:text name:text description:text? descriptionformat enrolmentkey:text? picture
    visibility participation=1 timecreated timemodified
  `,
  groups_members: `
    groupid userid timeadded component:text itemid
  `,
  groupings: `
    courseid name:text idnumber:text description:text? descriptionformat configdata:text?
    timecreated timemodified
  `,
  groupings_groups: `
    groupingid groupid timeadded
  `,
};
