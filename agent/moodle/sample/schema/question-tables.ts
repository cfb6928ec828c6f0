/** Questions and the attempts at them. Column notation: `columns.ts`. */
export const questionTables: Readonly<Record<string, string>> = {
  question_categories: `
    name:text contextid info:text infoformat stamp:text parent sortorder=999 idnumber:text?
  `,
  question_bank_entries: `
    questioncategoryid idnumber:text? ownerid?
  `,
  question_versions: `
    questionbankentryid version=1 questionid status:text=ready
  `,
  question: `
    parent name:text questiontext:text questiontextformat generalfeedback:text generalfeedbackformat
    defaultmark:number=1 penalty:number=0.3333333 qtype:text length=1 stamp:text timecreated
    timemodified createdby? modifiedby?
  `,
  question_answers: `
    question answer:text answerformat fraction:number feedback:text feedbackformat
  `,
  question_truefalse: `
    question trueanswer falseanswer showstandardinstruction=1
  `,
  qtype_multichoice_options: `
    questionid layout single shuffleanswers=1 correctfeedback:text correctfeedbackformat
    partiallycorrectfeedback:text partiallycorrectfeedbackformat incorrectfeedback:text
    incorrectfeedbackformat answernumbering:text=abc shownumcorrect showstandardinstruction=1
  `,
  qtype_shortanswer_options: `
    questionid usecase
  `,
  question_hints: `
    questionid hint:text hintformat shownumcorrect? clearwrong? options:text?
  `,
  question_references: `
    usingcontextid component:text? questionarea:text? itemid? questionbankentryid version?
  `,
  question_usages: `
    contextid component:text preferredbehaviour:text
  `,
  question_attempts: `
    questionusageid slot behaviour:text questionid variant=1 maxmark:number minfraction:number
    maxfraction:number=1 flagged questionsummary:text? rightanswer:text? responsesummary:text?
    timemodified
  `,
  question_attempt_steps: `
    questionattemptid sequencenumber state:text fraction:number? timecreated userid?
  `,
  question_attempt_step_data: `
    attemptstepid name:text value:text?
  `,
};
