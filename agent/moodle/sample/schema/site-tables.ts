/** The site's own tables: settings, scheduled work, sessions and logs. Column notation: `columns.ts`. */
export const siteTables: Readonly<Record<string, string>> = {
  config: `
    name:text value:text
  `,
  config_plugins: `
    plugin:text=core name:text value:text
  `,
  config_log: `
    userid timemodified plugin:text? name:text value:text? oldvalue:text?
  `,
  upgrade_log: `
    type plugin:text? version:text? targetversion:text? info:text details:text? backtrace:text?
    userid timemodified
  `,
  modules: `
    name:text cron lastcron search:text visible=1
  `,
  block: `
    name:text cron lastcron visible=1
  `,
  block_instances: `
    blockname:text parentcontextid showinsubcontexts requiredbytheme pagetypepattern:text
    subpagepattern:text? defaultregion:text defaultweight configdata:text? timecreated timemodified
  `,
  sessions: `
    state sid:text userid sessdata:text? timecreated timemodified firstip:text? lastip:text?
  `,
  task_scheduled: `
    component:text classname:text lastruntime? nextruntime? minute:text hour:text day:text
    month:text dayofweek:text faildelay? customised disabled timestarted? hostname:text? pid?
  `,
  task_adhoc: `
    component:text classname:text nextruntime faildelay? customdata:text? userid? timecreated
    timestarted? hostname:text? pid? attemptsavailable? firststartingtime?
  `,
  task_log: `
    type component:text classname:text userid timestart:number timeend:number dbreads dbwrites
    result output:text hostname:text? pid?
  `,
  logstore_standard_log: `
    eventname:text component:text action:text target:text objecttable:text? objectid? crud:text
    edulevel contextid contextlevel contextinstanceid userid courseid? relateduserid? anonymous
    other:text? timecreated origin:text? ip:text? realuserid?
  `,
  event: `
    name:text description:text format categoryid courseid groupid userid repeatid component:text?
    modulename:text instance type eventtype:text timestart timeduration timesort? visible=1
    uuid:text sequence=1 timemodified subscriptionid? priority? location:text?
  `,
  external_services: `
    name:text enabled requiredcapability:text? restrictedusers component:text? timecreated
    timemodified? shortname:text? downloadfiles uploadfiles
  `,
  external_tokens: `
    token:text privatetoken:text? tokentype userid externalserviceid sid:text? contextid creatorid=1
    iprestriction:text? validuntil? timecreated lastaccess? name:text?
  `,
  adminpresets: `
    userid name:text comments:text? site:text author:text? moodleversion:text moodlerelease:text
    iscore timecreated timeimported
  `,
  adminpresets_it: `
    adminpresetid plugin:text? name:text value:text?
  `,
  adminpresets_it_a: `
    itemid name:text value:text?
  `,
  adminpresets_app: `
    adminpresetid userid time
  `,
  adminpresets_app_it: `
    adminpresetapplyid configlogid
  `,
  adminpresets_app_it_a: `
    adminpresetapplyid configlogid itemname:text?
  `,
  adminpresets_app_plug: `
    adminpresetapplyid plugin:text? name:text value oldvalue
  `,
  adminpresets_plug: `
    adminpresetid plugin:text? name:text enabled
  `,
  files: `
    contenthash:text pathnamehash:text contextid component:text filearea:text itemid filepath:text
    filename:text userid? filesize mimetype:text? status source:text? author:text? license:text?
    timecreated timemodified sortorder referencefileid?
  `,
  context: `
    contextlevel instanceid path:text? depth locked
  `,
  tag: `
    userid tagcollid name:text rawname:text isstandard description:text? descriptionformat flag?=0
    timemodified?
  `,
  tag_instance: `
    tagid component:text itemtype:text itemid contextid? tiuserid ordering? timecreated timemodified
  `,
  filter_active: `
    filter:text contextid active sortorder
  `,
  message_processors: `
    name:text enabled=1
  `,
  course_request: `
    fullname:text shortname:text summary:text summaryformat category reason:text requester
    password:text
  `,
};
