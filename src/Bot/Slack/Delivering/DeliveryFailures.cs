using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>What is to be shown, and what a failure means for it.</summary>
static class DeliveryFailures
{
    static readonly TimeSpan untilFixed = TimeSpan.FromMinutes(1);

    extension(Outgoing outgoing)
    {
        /// <summary>A form that could not open in time becomes a message that opens it.</summary>
        public Reply AsReply() =>
            outgoing.Reply ?? AsReply(outgoing.Form ?? throw new InvalidOperationException("Neither a reply nor a form."));
    }

    static Reply AsReply(Form form) => new(form.Title)
    {
        Parts =
        [
            new Notice(Tone.Neutral, form.Command.Length <= SlackLimits.ButtonValue
                ? "This needs a few words from you, and Slack did not let me open the form in time."
                : "This command is too long for a form. Type it again with everything it needs, in fewer words."),
            .. form.Parts,
        ],
        Buttons = [new Button("Open the form", form.Command) { Look = Look.Primary }],
    };

    extension(SlackFailure failure)
    {
        /// <summary>Later, or when somebody has repaired the token; never, where waiting helps nobody.</summary>
        public Delivered ToDelivered() => failure switch
        {
            { IsPassing: true } => new Delivered.RetryLater(failure.ToString(), failure.RetryAfter),
            { IsTokenDead: true } or { Code: "missing_scope" } => new Delivered.RetryLater(failure.ToString(), untilFixed),
            _ => new Delivered.Gone(failure.ToString()),
        };

        /// <summary>
        /// It may be a picture that Slack has not looked through yet, or does not show (slackapi/python-slack-sdk#1658); a reply link says
        /// no more than that it is about the blocks (slackapi/java-slack-sdk#1349).
        /// </summary>
        public bool IsAboutAPicture => failure.Detail is { } detail ? detail.Contains("slack_file", StringComparison.Ordinal)
            : failure.IsAboutTheBlocks;

        public bool IsAboutTheBlocks =>
            failure.Code is "invalid_blocks" or "invalid_blocks_format" or "msg_blocks_too_long" or "msg_too_long" or "invalid_attachments";
    }
}
