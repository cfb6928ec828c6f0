/** The activity modules that the sample site has. Column notation: `columns.ts`. */
export const moduleTables: Readonly<Record<string, string>> = {
  page: `
    course name:text intro:text? introformat content:text? contentformat legacyfiles
    legacyfileslast? display displayoptions:text? revision timemodified
  `,
  label: `
    course name:text intro:text introformat?=0 timemodified
  `,
  url: `
    course name:text intro:text? introformat externalurl:text display displayoptions:text?
    parameters:text? timemodified
  `,
  resource: `
    course name:text intro:text? introformat tobemigrated legacyfiles legacyfileslast? display
    displayoptions:text? filterfiles revision timemodified
  `,
  book: `
    course name:text intro:text? introformat numbering navstyle=1 customtitles revision timecreated
    timemodified
  `,
  book_chapters: `
    bookid pagenum subchapter title:text content:text contentformat hidden timecreated timemodified
    importsrc:text
  `,
  forum: `
    course type:text=general name:text intro:text introformat duedate cutoffdate assessed
    assesstimestart assesstimefinish scale grade_forum grade_forum_notify maxbytes maxattachments=1
    forcesubscribe trackingtype=1 rsstype rssarticles timemodified warnafter blockafter blockperiod
    completiondiscussions completionreplies completionposts displaywordcount lockdiscussionafter
  `,
  forum_discussions: `
    course forum name:text firstpost userid groupid=-1 assessed=1 timemodified usermodified
    timestart timeend pinned timelocked
  `,
  forum_posts: `
    discussion parent userid created modified mailed subject:text message:text messageformat
    messagetrust attachment:text totalscore mailnow deleted privatereplyto wordcount? charcount?
  `,
  forum_subscriptions: `
    userid forum
  `,
  forum_digests: `
    userid forum maildigest=-1
  `,
  forum_read: `
    userid forumid discussionid postid firstread lastread
  `,
  forum_discussion_subs: `
    forum userid discussion preference=1
  `,
  forum_track_prefs: `
    userid forumid
  `,
  forum_grades: `
    forum itemnumber userid grade:number? timecreated timemodified
  `,
  assign: `
    course name:text intro:text introformat alwaysshowdescription nosubmissions submissiondrafts
    sendnotifications sendlatenotifications duedate allowsubmissionsfromdate grade timemodified
    requiresubmissionstatement completionsubmit cutoffdate gradingduedate teamsubmission
    requireallteammemberssubmit teamsubmissiongroupingid blindmarking hidegrader revealidentities
    attemptreopenmethod:text=untilpass maxattempts=1 markingworkflow markingallocation
    markinganonymous sendstudentnotifications=1 preventsubmissionnotingroup activity:text?
    activityformat timelimit submissionattachments
  `,
  assign_submission: `
    assignment userid timecreated timemodified timestarted? status:text? groupid attemptnumber
    latest
  `,
  assign_grades: `
    assignment userid timecreated timemodified grader grade:number?=0 attemptnumber
  `,
  assign_plugin_config: `
    assignment plugin:text subtype:text name:text value:text?
  `,
  assign_user_flags: `
    userid assignment locked mailed extensionduedate workflowstate:text? allocatedmarker
  `,
  assign_overrides: `
    assignid groupid? userid? sortorder? allowsubmissionsfromdate? duedate? cutoffdate? timelimit?
  `,
  assign_user_mapping: `
    assignment userid
  `,
  assignsubmission_onlinetext: `
    assignment submission onlinetext:text? onlineformat
  `,
  assignsubmission_file: `
    assignment submission numfiles
  `,
  assignfeedback_comments: `
    assignment grade commenttext:text? commentformat
  `,
  quiz: `
    course name:text intro:text introformat timeopen timeclose timelimit
    overduehandling:text=autoabandon graceperiod preferredbehaviour:text canredoquestions attempts
    attemptonlast grademethod=1 decimalpoints=2 questiondecimalpoints=-1 reviewattempt
    reviewcorrectness reviewmaxmarks reviewmarks reviewspecificfeedback reviewgeneralfeedback
    reviewrightanswer reviewoverallfeedback questionsperpage navmethod:text=free shuffleanswers
    sumgrades:number grade:number timecreated timemodified password:text subnet:text
    browsersecurity:text delay1 delay2 showuserpicture showblocks completionattemptsexhausted?=0
    completionminattempts allowofflineattempts?=0
  `,
  quiz_slots: `
    slot quizid page displaynumber:text? requireprevious maxmark:number quizgradeitemid?
  `,
  quiz_sections: `
    quizid firstslot heading:text? shufflequestions
  `,
  quiz_feedback: `
    quizid feedbacktext:text feedbacktextformat mingrade:number maxgrade:number
  `,
  quiz_overrides: `
    quiz groupid? userid? timeopen? timeclose? timelimit? attempts? password:text?
  `,
  quiz_grades: `
    quiz userid grade:number timemodified
  `,
  quiz_attempts: `
    quiz userid attempt uniqueid layout:text currentpage preview state:text=inprogress timestart
    timefinish timemodified timemodifiedoffline timecheckstate?=0 sumgrades:number?
    gradednotificationsenttime?
  `,
  quiz_grade_items: `
    quizid sortorder name:text
  `,
};
