using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>A reply with one of everything, and a form with a question of each kind.</summary>
static class EveryPart
{
    static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Reply Reply { get; } = new("Everything at once")
    {
        Tone = Tone.Warning,
        Parts =
        [
            new Paragraph(Words.Of(new Plain("A paragraph by "), new Strong("somebody_else"), new Plain(" at "), new At(noon),
                new Plain(" with "), new Code("a `code`"), new Plain(" for "),
                new Someone("Olivia", [new ChatAccount("slack", "UOLIVIA"), new ChatAccount("discord", "1000000000000000000")]))),
            new Title("Some_title"),
            new Fields([new("One field", "its *value*"), new("Other", new At(noon.AddHours(1)))]),
            new Table([new("Name"), new("Size", Right: true)], [["small_one", "3"], ["日本語", "12"]]),
            new Table([new("Instance"), new("Organization"), new("Status")],
                [["acme-prod-frankfurt", "ACME Worldwide Holdings", "✅ Running"], ["shop", "", "Stopped"]]),
            new Table([new("Nothing")], []) { Empty = "No rows here." },
            new Bars([new("Running", 280), new("Broken", 3, Tone.Bad)]),
            new Sparkline("Load", [1, 5, 3]),
            new Chart("CPU of acme_web", "%", [new("CPU", [12, null, 34.5])], [new(noon, MarkKind.Deploy, "Redeploy")])
            {
                From = noon.AddHours(-3), Until = noon,
            },
            new Chart("Health", "", [new("Health", [0, 0, 3])], [new(noon, MarkKind.Incident, "#7")])
            {
                Kind = ChartKind.States, Names = ["healthy", "degraded", "unhealthy", "unreachable"],
                From = noon.AddHours(-3), Until = noon,
            },
            new Chart("Jobs", "", [new("Jobs", [3, 14])], []) { Kind = ChartKind.Bars, Names = ["done", "failed"] },
            new Progress([new("First step", StepState.Done), new("Second step", StepState.Running, "half way"),
                new("Third", StepState.Waiting), new("Fourth", StepState.Failed, "no room")]),
            new Line(),
            new Notice(Tone.Bad, "Look at # this."),
            new Verbatim("log line 1\n```\nlog line 2"),
            new Attachment("export.csv", "a,b"),
            new Item(Words.Of(new Strong("one-button"), new Plain(" entry")), [new("Press", "/press one")]),
            new Item(Words.Of(new Strong("two-button"), new Plain(" entry")), [new("Start", "/start two") { Look = Look.Primary },
                new("Remove", "/remove two") { Look = Look.Danger, Confirm = "It is gone then." }]),
            new Pickers([new("Status", [new("Any", "/list"), new("Up", "/list status:up")], "Up"),
                new("Plan", [new("Every", "/list plan:every")])]),
            new Pager("11–20 of 312 things",
                [new("◀ Previous", "/list page:1") { InPlace = true }, new("Next ▶", "/list page:3") { InPlace = true }]),
            new Small(Words.Of(new Plain("Measured "), new At(noon))),
        ],
        Buttons = [new("Next", "/list page:2") { InPlace = true }, new("Long", "/say " + new string('x', 300))],
    };

    public static Form Form { get; } = new("Everything that can be asked of somebody at once", "Send it", "/everything")
    {
        Parts = [new Paragraph("This would happen."), new Fields([new("Before", "on"), new("After", "off")])],
        Inputs =
        [
            new("text", "Some text", ParameterKind.Text) { Hint = "Anything", ManyLines = true, MinLength = 4, MaxLength = 1000,
                Initial = "because" },
            new("number", "How many", ParameterKind.Number) { Required = false, Initial = "7" },
            new("flag", "Really", ParameterKind.Flag) { Initial = "yes" },
            new("money", "Amount", ParameterKind.Money) { Hint = "What it costs." },
            new("duration", "How long", ParameterKind.Duration),
            new("choice", "Which one", ParameterKind.Choice) { Choices = [new("a", "First"), new("b", "Second")], Initial = "b" },
            new("reference", "Which thing", ParameterKind.Reference) { Initial = "acme" },
            new("instant", "Since when", ParameterKind.Instant) { Required = false },
        ],
    };
}
