/** Moodle's report builder. Column notation: `columns.ts`. */
export const reportTables: Readonly<Record<string, string>> = {
  reportbuilder_report: `
    name:text? source:text type uniquerows conditiondata:text? settingsdata:text? contextid
    component:text area:text itemid usercreated usermodified timecreated timemodified
  `,
  reportbuilder_column: `
    reportid uniqueidentifier:text aggregation:text? heading:text? columnorder sortenabled
    sortdirection sortorder? usercreated usermodified timecreated timemodified
  `,
  reportbuilder_filter: `
    reportid uniqueidentifier:text heading:text? iscondition filterorder usercreated usermodified
    timecreated timemodified
  `,
  reportbuilder_audience: `
    reportid heading:text? classname:text configdata:text usercreated usermodified timecreated
    timemodified
  `,
  reportbuilder_schedule: `
    reportid name:text enabled=1 audiences:text format:text subject:text message:text messageformat
    userviewas timescheduled recurrence reportempty timelastsent timenextsend usercreated
    usermodified timecreated timemodified
  `,
};
