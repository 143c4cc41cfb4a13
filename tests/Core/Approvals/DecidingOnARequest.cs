using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class DecidingOnARequest(Postgres postgres) : ApprovalTest(postgres)
{
    [Fact]
    public async Task An_approval_runs_it_for_who_asked_and_tells_everybody()
    {
        var number = await Ask();
        Assert.True(await IsHere());
        var card = await Said(await KeyOf(number));
        Assert.Contains("it is broken", card.Text, StringComparison.Ordinal);
        Assert.Contains("Adam, Bea or Sam", card.Text, StringComparison.Ordinal);
        Assert.Equal([$"channel:{ApprovalsChannel}"], await Places(await KeyOf(number)));
        Assert.Equal(["person:UOLIVIA"], await Places($"{await KeyOf(number)}:asker"));

        var approve = card!.Buttons.Single(button => button.Label == "Approve");
        Assert.NotNull(approve.Confirm);
        var outcome = await Run(Adam, approve.Command);

        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(("gone", "Olivia", "it is broken"),
            await Find<(string, string, string)>("select state, removed_by, why from things where name = 'lamp'"));
        Assert.Equal("approved", await StateOf(number));
        Assert.Equal(["requested by Olivia", "approved by Adam", "done by Olivia"], await Trail(number));
        Assert.Equal("[\"Adam\"]",
            await Find<string>("select body::jsonb ->> 'approvers' from audit where outcome = 'done' and operation = 'thing remove'"));
        Assert.Contains("Asked by Olivia, approved by Adam: “it is broken”", (await Said(await KeyOf(number))).Text,
            StringComparison.Ordinal);
        Assert.Contains("lamp is gone", (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        Assert.Equal(["channel:C0OPS"], await Places($"{await KeyOf(number)}:result"));
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task The_deny_button_asks_for_a_note_first()
    {
        var number = await Ask();
        var deny = (await Said(await KeyOf(number)))!.Buttons.Single(button => button.Label == "Deny");
        var request = RequestOf(Adam.Account, deny.Command) with { Dialog = new ChatPlace("slack", PlaceKind.Dialog, "1") };
        var asked = await Get<Runner>().Run(request, Cancel);
        Assert.Equal(OutcomeKind.Asked, asked.Kind);
        var note = Assert.Single(asked.Form!.Inputs);
        Assert.True(note is { Name: "note", Required: true, ManyLines: true });

        var sent = request with { Line = asked.Form.Command, Filled = new Dictionary<string, string> { ["note"] = "they paid" } };
        Assert.Equal(OutcomeKind.Done, (await Get<Runner>().Run(sent, Cancel)).Kind);
        Assert.Equal("denied", await StateOf(number));
    }

    [Fact]
    public async Task Who_comes_too_late_is_told_who_was_first_and_when()
    {
        var number = await Ask();
        await Run(Adam, $"/approval approve {number}");
        foreach (var line in new[] { $"/approval approve #{number}", $"/approval deny {number} no way", $"/approval cancel {number}" })
        {
            var late = await Run(Bea, line);
            Assert.Equal(OutcomeKind.Refused, late.Kind);
            Assert.Contains("Already approved by Adam, 2026-03-02 09:00 UTC. lamp is gone.", late.Text, StringComparison.Ordinal);
        }
        Assert.Equal("approved", await StateOf(number));
    }

    [Fact]
    public async Task Nobody_decides_about_their_own_request()
    {
        var number = await Ask(by: Adam);
        Assert.Contains("You asked for this yourself; another admin has to decide.", (await Run(Adam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Contains("You asked for this yourself", (await Run(Adam, $"/approval deny {number} no longer")).Text,
            StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Nor_through_a_second_account_of_theirs()
    {
        var number = await Ask(by: Adam);
        await Link(Adam, new ChatAccount("discord", "424242"));
        var outcome = await Run(Adam with { Account = new ChatAccount("discord", "424242") }, $"/approval approve {number}");
        Assert.Contains("You asked for this yourself", outcome.Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Somebody_without_the_role_is_told_who_has_it()
    {
        var number = await Ask();
        var oscar = await Join("Oscar", Role.Operator);
        Assert.Contains("This needs an admin: Adam, Bea or Sam.", (await Run(oscar, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Contains("This needs an admin", (await Run(oscar, $"/approval deny {number} because")).Text, StringComparison.Ordinal);
        Assert.Contains("only they or an admin", (await Run(oscar, $"/approval cancel {number}")).Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(number));
    }

    [Fact]
    public async Task Neither_a_stranger_nor_somebody_deactivated_can_decide()
    {
        var number = await Ask();
        await Execute("update operators set active = false, ended_at = @Now where id = @Id", new { Adam.Id, Now = Clock.GetUtcNow() });
        foreach (var account in new[] { Adam.Account, new ChatAccount("slack", "USTRANGER") })
        {
            var outcome = await Run(Adam with { Account = account }, $"/approval approve {number}");
            Assert.Equal(OutcomeKind.Refused, outcome.Kind);
            Assert.DoesNotContain("lamp", outcome.Text, StringComparison.Ordinal);
        }
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task A_click_on_another_card_decides_nothing()
    {
        var first = await Ask();
        var second = await Ask("chair");
        var digest = await Find<string>("select digest from approvals where number = @first", new { first });
        var outcome = await Run(Adam, $"/approval approve {second} digest:{digest![..12]}");
        Assert.Contains("another request", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Run(Adam, $"/approval approve {second} digest:a")).Kind);
        Assert.True(await IsHere("chair"));
    }

    [Fact]
    public async Task A_denial_says_why_and_runs_nothing()
    {
        var number = await Ask();
        Assert.Equal(OutcomeKind.Refused, (await Run(Adam, $"/approval deny {number}")).Kind);
        Assert.Equal("pending", await StateOf(number));

        Assert.Equal(OutcomeKind.Done, (await Run(Adam, $"/approval deny {number} the customer: \"paid\" today")).Kind);
        Assert.Equal("denied", await StateOf(number));
        Assert.True(await IsHere());
        Assert.Contains("the customer: paid today", (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        Assert.Contains((await Said($"{await KeyOf(number)}:asker"))!.Buttons, button => button.Label == "Ask again");
        Assert.Equal(["requested by Olivia", "denied by Adam"], await Trail(number));
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task Who_asked_can_take_it_back()
    {
        var number = await Ask();
        var cancel = (await Said($"{await KeyOf(number)}:asker"))!.Buttons.Single(button => button.Label == "Cancel the request");
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, cancel.Command)).Kind);
        Assert.Equal("cancelled", await StateOf(number));
        Assert.Equal(["requested by Olivia", "cancelled by Olivia"], await Trail(number));
        Assert.Contains("Already cancelled by Olivia", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task Asking_twice_is_one_request()
    {
        var number = await Ask();
        var again = await Run(Olivia, "/thing remove lamp reason:\"still broken\"");
        Assert.Equal(OutcomeKind.Waiting, again.Kind);
        Assert.Contains($"You have asked for this already: #{number}", again.Text, StringComparison.Ordinal);
        Assert.Contains("Olivia has asked for this already", (await Run(Adam, "/thing remove lamp reason:\"I too\"")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from approvals"));
    }

    [Fact]
    public async Task A_shown_card_ends_with_the_request()
    {
        var number = await Ask();
        var shown = await Run(Adam, $"/approval show {number}");
        Assert.Contains(shown.Reply!.Buttons, button => button.Label == "Approve");
        Assert.DoesNotContain((await Run(Olivia, $"/approval show {number}")).Reply!.Buttons,
            button => button.Label is "Approve" or "Deny");
        await Run(Bea, $"/approval approve {number}");
        await NoButtonsLeft(number);
        // The card, the message to who asked, and the two that were shown.
        Assert.Equal(4, await Find<long>("select count(*) from approval_copies"));
        Assert.Equal(4,
            await Find<long>(
            "select count(distinct m.key) from approval_copies c join messages m on m.key = c.key join deliveries d on d.message_id = m.id"));
    }

    [Fact]
    public async Task Without_an_approvals_channel_the_card_goes_to_each_who_may_decide()
    {
        await Execute("delete from channels");
        var number = await Ask();
        Assert.Equal(["person:UADAM", "person:UBEA", "person:USAM"], await Places(await KeyOf(number)));
    }

    [Fact]
    public async Task The_card_mentions_those_who_may_decide()
    {
        var number = await Ask(by: Bea);
        var mentioned = (await Said(await KeyOf(number)))!.Parts.OfType<Fields>().SelectMany(fields => fields.List)
            .SelectMany(field => field.Value.Spans).OfType<Someone>();
        Assert.Equal(["UADAM", "USAM"], mentioned.Select(someone => someone.Accounts[0].Id));
    }
}
