using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Access;

/// <summary>The first message to an account that was linked: by whom, what it may do, and what was given here by one alone.</summary>
static class Welcome
{
    public static async Task Say(Work work, ChatAccount account, Operator person, CancellationToken cancel) =>
        await work.Say($"welcome:{account}:{work.Trail:n}", new To.Person(person.Id), new Reply($"Welcome, {person.Name}")
        {
            Tone = Tone.Good,
            Parts =
            [
                new Paragraph($"{work.Operator.Name} linked this account{Agreed(work)}. You are {person.Role.AsOne}."),
                .. await work.GivenAlone(cancel),
            ],
            Buttons = [new Button("What can I do?", "/ops help") { Look = Look.Primary }],
        }, cancel);

    /// <summary>" and another admin agreed (#12)", or that nobody else could.</summary>
    public static string Agreed(Work work) =>
        work.Approval is { } number ? $", approved as #{number}" : ", alone: nobody else could approve";
}
