using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class AskingForWhatIsMissing(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_form_opens_with_what_was_typed()
    {
        var form = (await desk.Ask("grace", "/admin add role:admin reason: joins on Monday")).Form!;
        Assert.Equal(["name", "role", "reason"], form.Inputs.Select(input => input.Name));
        Assert.Equal([null, "admin", "joins on Monday"], form.Inputs.Select(input => input.Initial));
        Assert.Equal("/admin add", form.Command);
    }

    [Fact]
    public async Task A_thing_that_was_named_is_shown_and_stays()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended");
        var number = await desk.One<long>("select max(number) from approvals", null);
        var form = (await desk.Ask("adam", $"/approval deny {number}")).Form!;
        Assert.Equal("note", Assert.Single(form.Inputs).Name);
        Assert.Contains(shop, Assert.Single(form.Parts.OfType<Fields>().Single().List).Value.Text, StringComparison.Ordinal);
        await desk.Ask("adam", form.Command, filled: [("note", "not this one")]);
        Assert.Equal("denied", await desk.One<string>("select state from approvals where number = @number", new { number }));
    }

    [Fact]
    public async Task A_reason_of_a_page_is_refused_and_not_given_back()
    {
        var shop = await desk.Instance();
        var outcome = await desk.Ask("olivia", $"/instance stop {shop} reason:\"{new string('x', 5_000)}\"");
        Assert.Contains("A reason may have 1,000 characters; this has 5,000.", outcome.Text, StringComparison.Ordinal);
        Assert.InRange(outcome.Text.Length, 1, 300);
        Assert.All(outcome.Reply!.Buttons, button => Assert.True(button.Command.Length < 1_501));
    }

    [Theory]
    [InlineData("/instance list {0}")]
    [InlineData("/instance show {0}")]
    [InlineData("/instance {0}")]
    [InlineData("/ops help {0}")]
    [InlineData("/audit show {0}")]
    [InlineData("/instance list status:{0}")]
    [InlineData("/admin role {0} admin")]
    public async Task A_page_of_text_is_never_echoed(string line)
    {
        var outcome = await desk.Ask("grace",
            string.Format(System.Globalization.CultureInfo.InvariantCulture, line, new string('x', 5_000)));
        Assert.InRange(outcome.Text.Length, 1, 600);
        Assert.All(outcome.Reply!.Buttons, button => Assert.True(button.Command.Length < 1_501 && button.Label.Length < 70));
    }

    [Fact]
    public async Task The_audit_of_a_refused_action_names_what_it_was_done_to()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance start {shop}");
        Assert.Equal(shop,
            await desk.One<string>("select target_label from audit where operation = 'instance start' order by seq desc limit 1", null));
        await desk.Ask("grace", "/admin deactivate grace", because: "trying it");
        Assert.Equal("Grace",
            await desk.One<string>("select target_label from audit where operation = 'admin deactivate' order by seq desc limit 1", null));
    }
}
