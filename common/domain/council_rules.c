/* Checks of votes. Pure. */
#include "council_rules.h"

#include "arena.h"
#include "message.h"

#include <string.h>

#define COUNCIL \
    (ROLE_BIT(PB__ROLE__ROLE_COUNCIL_SECRETARY) | ROLE_BIT(PB__ROLE__ROLE_COUNCIL_CHAIR))
#define STATE(name) PB__COUNCIL_BALLOT_STATE__COUNCIL_BALLOT_STATE_##name
#define EVENT(name) PB__COUNCIL_BALLOT_EVENT__COUNCIL_BALLOT_EVENT_##name

static const struct workflow_step ballot_steps[] = {
    {STATE(UNSPECIFIED), EVENT(OPEN), COUNCIL, STATE(VOTING)},
    {STATE(VOTING), EVENT(CLOSE), COUNCIL, STATE(CLOSED)},
    {STATE(VOTING), EVENT(ANNUL), COUNCIL, STATE(ANNULLED)},
    {STATE(CLOSED), EVENT(ANNUL), COUNCIL, STATE(ANNULLED)},
};
static const struct workflow ballot_workflow = {
    .steps = ballot_steps,
    .n_steps = sizeof ballot_steps / sizeof *ballot_steps,
    .states = &pb__council_ballot_state__descriptor,
    .illegal = TD_KEY_COUNCIL_BALLOT_STATE,
};

enum td_code council_ballot_next(Pb__CouncilBallotState from, Pb__CouncilBallotEvent event,
                                 role_set roles, Pb__CouncilBallotState *ret_to, struct td_err *err)
{
    int to;
    enum td_code code = workflow_next(&ballot_workflow, (int)from, (int)event, roles, &to, err);
    if (code == TD_OK)
        *ret_to = (Pb__CouncilBallotState)to;
    return code;
}

enum td_code council_way_check(Pb__CouncilVoteWay way, Pb__CouncilAttendance attendance,
                               const char *login, const char *field, struct td_err *err)
{
    bool present = attendance == PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_PRESENT;
    bool device = way == PB__COUNCIL_VOTE_WAY__COUNCIL_VOTE_WAY_DEVICE;
    bool called = attendance != PB__COUNCIL_ATTENDANCE__COUNCIL_ATTENDANCE_UNSPECIFIED;
    if (device ? present : called && !present)
        return TD_OK;
    return td_fail(err, TD_FAILED_PRECONDITION, field, "",
                   device ? TD_KEY_COUNCIL_ABSENT : TD_KEY_COUNCIL_PRESENT, "login", login, TD_END);
}

static const struct council_question *question_of(const struct council_vote_form *form,
                                                  const char *nominee_id)
{
    for (size_t i = 0; i < form->n_questions; i++)
        if (strcmp(form->questions[i].nominee_id, nominee_id) == 0)
            return &form->questions[i];
    return NULL;
}

static bool is_answered(const struct council_answer *answers, size_t n, const char *nominee_id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(answers[i].nominee_id, nominee_id) == 0)
            return true;
    return false;
}

static void conflict_tell(const struct council_vote_form *form,
                          const struct council_question *question, const char *path,
                          struct td_err *err)
{
    char name[TD_ENUM_NAME_SIZE] = "";
    td_enum_name(&pb__council_conflict__descriptor, (int)question->conflict, name);
    td_fail(err, TD_PERMISSION_DENIED, path, "", TD_KEY_COUNCIL_CONFLICT, "login", form->login,
            "nominee", question->nominee_id, "conflict", name, TD_END);
}

static void answer_check(const struct council_vote_form *form, const struct council_answer *answer,
                         bool twice, const char *path, struct td_err *err)
{
    const ProtobufCEnumDescriptor *choices = &pb__council_choice__descriptor;
    const struct council_question *question = question_of(form, answer->nominee_id);
    if (!question)
        td_fail(err, TD_INVALID_ARGUMENT, path, "", TD_KEY_COUNCIL_CANDIDATE, "nominee",
                answer->nominee_id, "ballot", form->ballot, TD_END);
    else if (question->conflict != PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED)
        conflict_tell(form, question, path, err);
    else if (twice)
        td_fail(err, TD_INVALID_ARGUMENT, path, "", TD_KEY_COUNCIL_PAPER_TWICE, "nominee",
                answer->nominee_id, TD_END);
    char name[TD_ENUM_NAME_SIZE];
    if (answer->choice == 0 || !td_enum_name(choices, answer->choice, name))
        td_fail(err, TD_INVALID_ARGUMENT, td_path(err->arena, path, "choice"), "", TD_KEY_CHOICE,
                "value", td_dec(err->arena, answer->choice), "allowed",
                td_enum_names(choices, err->arena), TD_END);
    if (answer->code_len != form->code_len)
        td_fail(err, TD_INVALID_ARGUMENT, td_path(err->arena, path, "code"), "",
                TD_KEY_BYTES_LENGTH, "expected", td_dec(err->arena, (int64_t)form->code_len),
                TD_END);
}

static void completeness_check(const struct council_vote_form *form,
                               const struct council_answer *answers, size_t n, struct td_err *err)
{
    bool any = false;
    for (size_t i = 0; i < form->n_questions; i++) {
        const struct council_question *question = &form->questions[i];
        if (question->conflict != PB__COUNCIL_CONFLICT__COUNCIL_CONFLICT_UNSPECIFIED)
            continue;
        any = true;
        if (!is_answered(answers, n, question->nominee_id))
            td_fail(err, TD_INVALID_ARGUMENT, "papers", "", TD_KEY_COUNCIL_PAPER_MISSING, "nominee",
                    question->nominee_id, TD_END);
    }
    if (!any)
        td_fail(err, TD_PERMISSION_DENIED, "ballot_id", "", TD_KEY_COUNCIL_NO_VOTE, "login",
                form->login, "ballot", form->ballot, TD_END);
}

enum td_code council_vote_check(const struct council_vote_form *form,
                                const struct council_answer *answers, size_t n, struct td_err *err)
{
    for (size_t i = 0; i < n; i++)
        answer_check(form, &answers[i], is_answered(answers, i, answers[i].nominee_id),
                     td_path_index(err->arena, "papers", i), err);
    completeness_check(form, answers, n, err);
    return err->code;
}
