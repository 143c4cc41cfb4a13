using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class FollowingEveryButton(Desk desk) : IClassFixture<Desk>
{
    // Enough to reach every sort of page; a list that grows does not make the test grow.
    const int Most = 250;

    [Theory]
    [InlineData("grace")]
    [InlineData("olivia")]
    [InlineData("nora")]
    public async Task Each_leads_to_an_answer_a_form_or_a_refusal_that_leads_on(string who)
    {
        foreach (var state in Enum.GetValues<PretendStart>()) await desk.Instance(state);
        await desk.Ask("nils", "/ops join");
        await desk.Ask("olivia", $"/instance delete {await desk.Instance()}", because: "contract ended");
        var parser = desk.Get<Parser>();
        var seen = new HashSet<string>(
            ["/ops home", "/ops help", "/ops setup", "/ops whoami", "/instance list", "/instance failed", "/instance lits",
            "/instance stop shop", "/approval list", "/policy show", "/audit search", "/admin list", "/tier list", "/route list",
            "/ops lookup acme shop-1 olivia"]);
        var waiting = new Queue<string>(seen);
        for (var asked = 0; asked < Most && waiting.TryDequeue(out var line); asked++)
        {
            var answer = await desk.Ask(who, Harmless(parser, line));
            Assert.True(answer.Kind is not OutcomeKind.Failed, $"{line}\n{answer.Text}");
            foreach (var next in Lines(answer.Reply))
            {
                Assert.False(parser.Parse(next).Failed(out var parsed, out var refusal), $"{line} offers {next}: {refusal?.Sentence}");
                // Who sees a button may press it: a way on that ends at "needs an admin" is none.
                if (who == "nora") Assert.Equal(Role.Nobody, parsed.Entry.Spec.Needs);
                if (seen.Add(next)) waiting.Enqueue(next);
            }
        }
        Assert.True(seen.Count > (who == "nora" ? 10 : 60), $"Only {seen.Count} lines were found.");
    }

    // What would change something is only planned.
    static string Harmless(Parser parser, string line) =>
        parser.Parse(line).Failed(out var parsed, out _) || parsed.Entry.IsQuestion || parsed.DryRun ? line : line + " --dry-run";

    static IEnumerable<string> Lines(Reply? reply) => reply is null ? [] :
    [
        .. reply.AllButtons.Select(button => button.Command),
        .. reply.Parts.OfType<Pickers>().SelectMany(part => part.List).SelectMany(picker => picker.Options)
            .Select(option => option.Command),
    ];
}
