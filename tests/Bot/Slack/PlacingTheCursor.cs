using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Slack;

public sealed class PlacingTheCursor
{
    static readonly Input name = new("name", "Name", ParameterKind.Text), role = new("role", "Role", ParameterKind.Text),
        reason = new("reason", "Reason", ParameterKind.Text);

    [Fact]
    public void It_stands_where_something_is_left_to_say() =>
        Assert.Equal("role", Focused(name with { Initial = "Maria" }, role, reason));

    [Fact]
    public void It_stands_at_what_was_wrong() =>
        Assert.Equal("reason", Focused(name, reason with { Initial = "x", Problem = "A few more words." }));

    [Fact]
    public void It_stands_first_where_all_is_filled_in() =>
        Assert.Equal("name", Focused(name with { Initial = "Maria" }, role with { Initial = "admin" }));

    [Fact]
    public void What_may_stay_empty_does_not_take_it() =>
        Assert.Equal("reason", Focused(name with { Required = false }, reason));

    static string Focused(params IReadOnlyList<Input> inputs)
    {
        var view = SlackForm.View(new Form("Add somebody", "Add", "/admin add") { Inputs = inputs },
            new FormMemory("/admin add", new SlackPlace.Person("U1")))!;
        var block = Assert.Single(view["blocks"]!.AsArray(), block => (bool?)block!["element"]?["focus_on_load"] == true);
        return (string)block!["block_id"]!;
    }
}
