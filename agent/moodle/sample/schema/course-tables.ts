/** Courses and what is the same for every activity in them. Column notation: `columns.ts`. */
export const courseTables: Readonly<Record<string, string>> = {
  course: `
    category sortorder fullname:text shortname:text idnumber:text summary:text? summaryformat
    format:text=topics showgrades=1 newsitems=1 startdate enddate relativedatesmode marker maxbytes
    legacyfiles showreports visible=1 visibleold=1 downloadcontent? groupmode groupmodeforce
    defaultgroupingid lang:text calendartype:text theme:text timecreated timemodified requested
    enablecompletion completionnotify cacherev originalcourseid? showactivitydates
    showcompletionconditions? pdfexportfont:text?
  `,
  course_categories: `
    name:text idnumber:text? description:text? descriptionformat parent sortorder coursecount
    visible=1 visibleold=1 timemodified depth path:text theme:text?
  `,
  course_sections: `
    course section name:text? summary:text? summaryformat sequence:text? visible=1
    availability:text? component:text? itemid? timemodified
  `,
  course_modules: `
    course module instance section idnumber:text? added score indent visible=1 visibleoncoursepage=1
    visibleold=1 groupmode groupingid completion completiongradeitemnumber? completionview
    completionexpected completionpassgrade showdescription availability:text? deletioninprogress
    downloadcontent?=1 lang:text?
  `,
  course_modules_completion: `
    coursemoduleid userid completionstate overrideby? timemodified
  `,
  course_modules_viewed: `
    coursemoduleid userid timecreated
  `,
  course_completions: `
    userid course timeenrolled timestarted timecompleted? reaggregate
  `,
  course_completion_criteria: `
    course criteriatype module:text? moduleinstance? courseinstance? enrolperiod? timeend?
    gradepass:number? role?
  `,
  course_completion_aggr_methd: `
    course criteriatype? method value:number?
  `,
  course_completion_crit_compl: `
    userid course criteriaid gradefinal:number? unenroled? timecompleted?
  `,
  course_format_options: `
    courseid format:text sectionid name:text value:text?
  `,
  grade_categories: `
    courseid parent? depth path:text? fullname:text aggregation keephigh droplow aggregateonlygraded
    aggregateoutcomes timecreated timemodified hidden
  `,
  grade_items: `
    courseid? categoryid? itemname:text? itemtype:text itemmodule:text? iteminstance? itemnumber?
    iteminfo:text? idnumber:text? calculation:text? gradetype=1 grademax:number=100 grademin:number
    scaleid? outcomeid? gradepass:number multfactor:number=1 plusfactor:number
    aggregationcoef:number aggregationcoef2:number sortorder display decimals? hidden locked
    locktime needsupdate weightoverride timecreated? timemodified?
  `,
  grade_grades: `
    itemid userid rawgrade:number? rawgrademax:number=100 rawgrademin:number rawscaleid?
    usermodified? finalgrade:number? hidden locked locktime exported overridden excluded
    feedback:text? feedbackformat information:text? informationformat timecreated? timemodified?
    aggregationstatus:text=unknown aggregationweight:number?
  `,
  grade_grades_history: `
    action oldid source:text? timemodified? loggeduser? itemid userid rawgrade:number?
    rawgrademax:number=100 rawgrademin:number rawscaleid? usermodified? finalgrade:number? hidden
    locked locktime exported overridden excluded feedback:text? feedbackformat information:text?
    informationformat
  `,
  grade_settings: `
    courseid name:text value:text?
  `,
  grade_letters: `
    contextid lowerboundary:number letter:text
  `,
  scale: `
    courseid userid name:text scale:text description:text descriptionformat timemodified
  `,
  comments: `
    contextid component:text? commentarea:text itemid content:text format userid timecreated
  `,
  rating: `
    contextid component:text ratingarea:text itemid scaleid rating userid timecreated timemodified
  `,
};
