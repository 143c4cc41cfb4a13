using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>What a notification shows, and what a screen reader reads first.</summary>
public sealed class SayingItInOneLine
{
    static readonly DateTimeOffset deadline = new(2026, 3, 2, 13, 20, 0, TimeSpan.Zero);

    static string Of(string heading, Tone tone, params Part[] parts) =>
        ReplyText.InOneLine(new Reply(heading) { Tone = tone, Parts = parts });

    [Fact]
    public void A_card_says_who_asks_and_until_when()
    {
        var card = new Reply("Approval #5: Delete acme-old")
        {
            Fact = (Words)"asked by Olivia, decide by " + new At(deadline), Parts = [new Paragraph("Olivia asks: “too old”")],
        };
        Assert.Equal($"Approval #5: Delete acme-old, asked by Olivia, decide by {new At(deadline).Text}", ReplyText.InOneLine(card));
        Assert.Equal(ReplyText.InOneLine(card), SlackReply.Render(card, Surface.Message).Text);
    }

    [Fact]
    public void An_outcome_says_how_it_went_and_what_is_pointed_out()
    {
        Assert.Equal("✅ acme-prod is stopped: Nobody can reach it now.",
            Of("acme-prod is stopped", Tone.Good, new Paragraph("Nobody can reach it now.")));
        Assert.Equal($"{Marks.Of(Tone.Bad)} Stopping acme-prod failed: The host is away.",
            Of("Stopping acme-prod failed", Tone.Bad, new Paragraph("It was tried twice."), new Notice(Tone.Bad, "The host is away.")));
    }

    [Fact]
    public void Long_work_says_the_step_that_it_is_at_or_failed_in()
    {
        ProgressStep[] steps =
            [new("Make a backup", StepState.Done), new("Stop it", StepState.Running, "20 s"), new("Remove it", StepState.Waiting)];
        Assert.Equal("Deleting acme-old: step 2 of 3, Stop it 20 s", Of("Deleting acme-old", Tone.Neutral, new Progress(steps)));
        Assert.Equal("Deleting acme-old: step 1 of 3, Make a backup", Of("Deleting acme-old", Tone.Neutral,
            new Progress([steps[0] with { State = StepState.Failed }, .. steps[1..]])));
    }

    [Fact]
    public void Lists_and_fields_say_how_much_there_is_and_what_comes_first()
    {
        Assert.Equal("Instances: 2 rows", Of("Instances", Tone.Neutral, new Table([new("Name")], [["a"], ["b"]])));
        Assert.Equal("Instances: None is failed.",
            Of("Instances", Tone.Neutral, new Table([new("Name")], []) { Empty = "None is failed." }));
        Assert.Equal("acme-prod: State: running, Plan: pro",
            Of("acme-prod", Tone.Neutral, new Fields([new("State", "running"), new("Plan", "pro"), new("Host", "h1")])));
        Assert.Equal("Done", Of("Done", Tone.Neutral, new Line()));
    }
}
