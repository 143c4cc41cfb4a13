using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class WhoMayRunWhat(Desk desk) : IClassFixture<Desk>
{
    static readonly Catalog catalog = Catalog.Of(typeof(Catalog).Assembly);

    public static TheoryData<string> Guarded =>
        [.. catalog.Entries.Where(entry => entry.Spec.Needs > Role.Nobody).Select(entry => entry.Command)];

    // "ops hello" is what a direct message that is no command becomes: one line that points to help.
    [Fact]
    public void Only_joining_claiming_and_asking_about_oneself_are_open_to_all() => Assert.Equal(
        ["ops claim", "ops hello", "ops help", "ops join", "ops whoami"],
        catalog.Entries.Where(entry => entry.Spec.Needs == Role.Nobody).Select(entry => entry.Command));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_stranger_is_told_how_to_join_and_nothing_else(string command)
    {
        var before = await desk.AuditRows();
        // Somebody new each time: of one stranger's commands only the first in an hour is a row at once.
        var nora = $"nora-{command}";
        var outcome = await desk.Ask(nora, $"/{command}", because: "let me in");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Equal((await desk.Ask(nora, "/no such-thing")).Text, outcome.Text);
        Assert.Equal("/ops join", Assert.Single(outcome.Reply!.Buttons).Command);
        Assert.Equal(catalog.Find(command)!.IsQuestion ? 0 : 1, await desk.AuditRows() - before);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task The_next_lower_role_is_told_who_may(string command)
    {
        var entry = catalog.Find(command)!;
        var (who, needs) = entry.Spec.Needs switch { Role.Admin => ("olivia", "needs an admin: Adam, Sam"),
            Role.SuperAdmin => ("adam", "needs a super admin: Grace"), _ => ("", "") };
        if (who == "") return;
        var before = await desk.AuditRows();
        var outcome = await desk.Ask(who, $"/{command}", because: "let me do it");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains(needs, outcome.Text, StringComparison.Ordinal);
        Assert.Equal(entry.IsQuestion ? 0 : 1, await desk.AuditRows() - before);
    }

    [Theory]
    [InlineData("nora", Role.Nobody)]
    [InlineData("olivia", Role.Operator)]
    [InlineData("adam", Role.Admin)]
    [InlineData("grace", Role.SuperAdmin)]
    public async Task Help_tells_of_what_one_may_and_of_nothing_else(string who, Role role)
    {
        foreach (var entry in catalog.Entries)
        {
            var answer = await desk.Ask(who, $"/ops help {entry.Command}");
            var may = entry.Spec.Needs <= role && !entry.Spec.Hidden;
            Assert.Equal((entry.Command, may ? OutcomeKind.Answered : OutcomeKind.Refused), (entry.Command, answer.Kind));
            if (may) Assert.Equal($"/{entry.Command}", answer.Reply!.Heading);
        }
        var all = (Helped)(await desk.Ask(who, "/ops help")).Answer!;
        foreach (var noun in catalog.Entries.GroupBy(entry => entry.Spec.Noun))
            Assert.Equal(noun.Any(entry => entry.Spec.Needs <= role && !entry.Spec.Hidden),
                all.Say().Text.Contains("/" + noun.Key, StringComparison.Ordinal));
        Assert.Equal(role == Role.Nobody, all.Buttons.Any(button => button.Command == "/ops join"));
    }

    [Fact]
    public async Task Help_suggests_only_what_one_may()
    {
        Assert.Contains("admin role", (await desk.Ask("grace", "/ops help admin rolle")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("admin role",
            (await desk.Ask("olivia", "/ops help admin rolle")).Reply!.Parts.OfType<OpsBot.Core.Replies.Paragraph>().Single()
            .Text.Text.Replace("“admin rolle”", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
