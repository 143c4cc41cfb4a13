using OpsBot.Sandbox.Mails;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What the pretend customers' mail server can do to whoever writes to them.</summary>
static class MailTroubles
{
    static readonly TimeSpan away = TimeSpan.FromMinutes(2);

    internal static IEnumerable<TroubleSwitch> Of(Mailbox box)
    {
        yield return TroubleSwitch.Of("mail-away", "Close the mail server for two minutes",
            "No mail gets through. Each waits, is tried again by itself, and comes once.",
            "The mail server is closed for two minutes.", () => box.GoAway(away)) with
        {
            Now = box.IsAway ? "No mail gets through" : null, End = () => box.AwayUntil = null,
        };
        yield return TroubleSwitch.Of("mail-lost-answer", "Break off after the next mail was taken",
            "The customer has it, and OpsBot has not heard so. It comes a second time under the same Message-ID, by which mail programs tell.",
            "The line will break after the next mail.", () => box.LosesItsAnswer = true) with
        {
            Now = box.LosesItsAnswer ? "Waiting for the next mail" : null, End = () => box.LosesItsAnswer = false,
        };
        yield return TroubleSwitch.Of("mail-nobody", "Let the mail server know nobody",
            "Each mail is refused for good: #billing reads why, and has the mail and its file to bring.",
            "The mail server refuses every address.", () => box.KnowsNobody = true) with
        {
            Now = box.KnowsNobody ? "Every address is refused" : null, End = () => box.KnowsNobody = false,
        };
    }
}
