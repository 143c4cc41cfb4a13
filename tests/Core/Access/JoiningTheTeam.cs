using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Access;

public sealed class JoiningTheTeam(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_admin_gets_a_card_and_asks_another_to_agree_with_one_click()
    {
        Assert.Contains("The admins have a card", (await desk.Ask("nora", "/ops join")).Text, StringComparison.Ordinal);
        var card = await Card("nora");
        Assert.Equal("nora asks to be linked", card.Heading);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", card.Buttons[0].Command)).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", card.Buttons[0].Command, by: "sam")).Kind);
        Assert.Contains("You are nora", (await desk.Ask("nora", "/ops whoami")).Text, StringComparison.Ordinal);
        Assert.Equal("operator", await desk.One<string>("select role from operators where handle = 'nora'", null));
        card = await Card("nora");
        Assert.Empty(card.Buttons);
        Assert.Contains("by Adam", card.Text, StringComparison.Ordinal);
        Assert.Contains("already linked to nora", (await desk.Ask("sam", "/admin link account:slack:UNORA")).Text,
            StringComparison.Ordinal);
        Assert.Contains("already linked", (await desk.Ask("nora", "/ops join")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_twice_makes_one_card()
    {
        await desk.Ask("nils", "/ops join");
        Assert.Contains("already asked", (await desk.Ask("nils", "/ops join")).Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.One<long>("select count(*) from link_requests where account_id = 'UNILS'", null));
        Assert.Equal(1, await desk.One<long>("select count(*) from messages where key = 'join:slack:UNILS'", null));
    }

    [Fact]
    public async Task A_newcomer_is_welcomed_and_sees_since_when_they_wait()
    {
        var first = await desk.Ask("nina", "/instance list");
        Assert.Equal("Welcome", first.Reply!.Heading);
        Assert.Equal("/ops join", Assert.Single(first.Reply.Buttons).Command);
        Assert.Equal("Welcome, nina", (await desk.Ask("nina", "/ops join")).Reply!.Heading);
        var asked = new At(desk.Clock.GetUtcNow());
        desk.Clock.Advance(TimeSpan.FromHours(2));

        foreach (var line in new[] { "/instance list", "/ops join", "/ops whoami", "/nonsense" })
        {
            var outcome = await desk.Ask("nina", line);
            Assert.Contains(outcome.Reply!.Parts.SelectMany(part => part is Paragraph paragraph ? paragraph.Text.Spans : part is Small small
                ? small.Text.Spans : []), span => span is At at && at.Text == asked.Text);
            Assert.DoesNotContain(outcome.Reply.Buttons, button => button.Command == "/ops join");
        }
        Assert.Contains($"nina (slack) asks to be linked, since {asked.Text}", (await desk.Ask("adam", "/admin list")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admins_who_click_at_once_ask_for_the_same_and_it_is_linked_once()
    {
        await desk.Ask("nele", "/ops join");
        string[] admins = ["adam", "sam", "grace"];
        var asked = await Task.WhenAll(
            admins.Select(who => desk.Ask(who, "/admin link account:slack:UNELE", because: "our new colleague")));
        Assert.All(asked, outcome => Assert.Equal(OutcomeKind.Waiting, outcome.Kind));
        var number = await desk.One<long>("select number from approvals where target_label = 'slack:UNELE'", null);
        var decided = await Task.WhenAll(admins.Select(who => desk.Ask(who, $"/approval approve {number}")));
        Assert.Equal(1, decided.Count(outcome => outcome.Kind == OutcomeKind.Done));
        Assert.Contains("already linked to nele", (await desk.Ask("adam", "/admin link account:slack:UNELE", because: "once more")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await desk.One<long>("select count(*) from operators where name = 'nele'", null));
    }

    [Fact]
    public async Task It_can_be_turned_down_once_and_asked_for_again()
    {
        await desk.Ask("noel", "/ops join");
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", "/admin turn-down slack:UNOEL")).Kind);
        Assert.Contains("turned down by Adam", (await Card("noel")).Text, StringComparison.Ordinal);
        Assert.Empty((await Card("noel")).Buttons);
        Assert.Contains("not waiting to be linked", (await desk.Ask("sam", "/admin turn-down slack:UNOEL")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("noel", "/ops join")).Kind);
        Assert.Equal(["refused", "open"],
            await desk.All<string>("select state from link_requests where account_id = 'UNOEL' order by asked_at, state desc", null));
        Assert.NotEmpty((await Card("noel")).Buttons);
    }

    [Fact]
    public async Task A_second_account_goes_to_the_person_it_belongs_to()
    {
        Assert.Equal(OutcomeKind.Done, (await desk.Agreed("adam", "/admin adopt slack:UOLIVIA2 olivia", by: "sam")).Kind);
        Assert.Contains("You are Olivia", (await desk.Ask("olivia2", "/ops whoami")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Asked, (await desk.Ask("adam", "/admin adopt account:slack:UOMAR2")).Kind);
    }

    [Theory]
    [InlineData("adam", "/admin link slack:UNEW1 adam", "Nobody links an account to themselves")]
    [InlineData("grace", "/admin adopt slack:UNEW1 grace", "Nobody links an account to themselves")]
    [InlineData("adam", "/admin link slack:UNEW1 grace", "only a super admin can link an account to them")]
    [InlineData("adam", "/admin link slack:UOMAR olivia", "slack:UOMAR is already linked to Omar")]
    [InlineData("adam", "/admin link nonsense olivia", "is not a chat account")]
    [InlineData("adam", "/admin link slack: olivia", "is not a chat account")]
    [InlineData("olivia", "/admin link slack:UNEW1 omar", "needs an admin")]
    [InlineData("olivia", "/admin turn-down slack:UNEW1", "needs an admin")]
    public async Task What_may_not_be_linked_is_not(string who, string line, string sentence)
    {
        var accounts = await desk.One<long>("select count(*) from chat_accounts", null);
        var outcome = await desk.Ask(who, line);
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains(sentence, outcome.Text, StringComparison.Ordinal);
        Assert.Equal(accounts, await desk.One<long>("select count(*) from chat_accounts", null));
    }

    [Fact]
    public async Task An_id_too_long_to_be_one_is_refused_and_no_fault() =>
        Assert.Contains("is not a chat account", (await desk.Ask("adam", $"/admin link slack:{new string('x', 200)}")).Text,
            StringComparison.Ordinal);

    [Fact]
    public async Task Who_left_gets_no_account()
    {
        await desk.Execute(
            "insert into operators (id, handle, name, role, active, ended_at, created_at) values (gen_random_uuid(), 'gone', 'Gone', 'operator', false, @Now, @Now)", new { });
        Assert.Contains("Gone is deactivated", (await desk.Ask("adam", "/admin link slack:UGONE gone")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_team_list_shows_who_asks_with_a_button()
    {
        await desk.Ask("nick", "/ops join");
        var list = await desk.Ask("olivia", "/admin list");
        Assert.Contains("Grace | grace | super admin | slack:UGRACE", list.Text, StringComparison.Ordinal);
        Assert.Contains(list.Reply!.Parts.OfType<Item>(), item => item.Text.Text.StartsWith("nick", StringComparison.Ordinal)
            && item.Buttons[0].Command == "/admin link account:slack:UNICK");
    }

    async Task<Reply> Card(string who) =>
        OpsBot.Core.Values.Json.Read<Reply>(
            await desk.One<string>("select content from messages where key = @key", new { key = $"join:slack:U{who.ToUpperInvariant()}" }));
}
