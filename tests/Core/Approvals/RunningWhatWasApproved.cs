using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class RunningWhatWasApproved(Postgres postgres) : ApprovalTest(postgres)
{
    [Fact]
    public async Task A_target_that_changed_after_it_was_asked_for_is_left_alone()
    {
        var number = await Ask();
        await Execute("update things set version = version + 1 where name = 'lamp'");

        var outcome = await Run(Adam, $"/approval approve {number}");

        Assert.Contains("lamp changed after it was asked for", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("lamp changed after it was asked for", (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
        Assert.Equal(["requested by Olivia", "approved by Adam", "refused by Olivia"], await Trail(number));
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task A_target_that_is_gone_meanwhile_says_so()
    {
        var number = await Ask();
        await Execute("update things set state = 'gone' where name = 'lamp'");
        Assert.Contains("lamp is gone already", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(number));
    }

    [Theory]
    [InlineData("arguments = replace(arguments, '{', '{ ')")]
    [InlineData("plan = replace(plan, 'Remove lamp', 'Polish lamp')")]
    [InlineData("policy = policy + 1")]
    [InlineData("guard = replace(guard, 'admin', 'operator')")]
    [InlineData("target_version = 2")]
    [InlineData("operation = 'thing polish'")]
    public async Task A_stored_request_that_somebody_edited_never_runs(string edit)
    {
        var number = await Ask();
        await Execute($"update approvals set {edit} where number = @number", new { number });
        Assert.Contains("somebody changed it in the database", (await Run(Adam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Who_asked_must_still_be_on_the_team()
    {
        var number = await Ask();
        await Execute("update operators set active = false, ended_at = @Now where id = @Id", new { Olivia.Id, Now = Clock.GetUtcNow() });
        Assert.Contains("Olivia, who asked for it, is no longer on the team", (await Run(Adam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Who_asked_must_still_have_the_role()
    {
        await Policy(new OpsBot.Core.Approvals.Rule("thing polish", By(Role.Admin)));
        Assert.Equal(OutcomeKind.Waiting, (await Run(Adam, "/thing polish lamp reason:\"it is dusty\"")).Kind);
        await Execute("update operators set role = 'operator' where id = @Id", new { Adam.Id });
        Assert.Contains("may no longer do so: it needs an admin", (await Run(Bea, "/approval approve 1")).Text, StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(1));
    }

    [Fact]
    public async Task A_policy_that_asks_for_more_by_now_is_not_passed_by()
    {
        var number = await Ask();
        await Policy(new OpsBot.Core.Approvals.Rule("thing *", By(Role.Admin, Role.SuperAdmin)));
        Assert.Contains("the policy changed meanwhile: it now needs", (await Run(Adam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task A_policy_that_changed_and_is_content_with_who_approved_stops_nothing()
    {
        var number = await Ask();
        await Policy(new OpsBot.Core.Approvals.Rule("*", By(Role.SuperAdmin)));
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/approval approve {number}")).Kind);
        Assert.Equal("approved", await StateOf(number));
        Assert.False(await IsHere());
    }

    [Theory]
    [InlineData("bomb")]
    [InlineData("badsql")]
    public async Task A_fault_in_the_handler_takes_back_its_own_work_and_ends_the_request(string thing)
    {
        var number = await Ask(thing);

        var outcome = await Run(Adam, $"/approval approve {number}");

        Assert.Contains("A fault inside OpsBot; nothing was changed. Reference ", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("A fault inside OpsBot", (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        Assert.Equal("failed", await StateOf(number));
        Assert.True(await IsHere(thing));
        Assert.Equal(["requested by Olivia", "approved by Adam", "failed by Olivia"], await Trail(number));
        Assert.Equal(1, await Find<long>("select count(*) from approval_decisions"));
        await NoButtonsLeft(number);
    }

    [Fact]
    public async Task A_handler_that_refuses_ends_it_with_its_reason()
    {
        var number = await Ask("stubborn");
        Assert.Contains("stubborn does not want to go.", (await Run(Adam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.Equal("failed", await StateOf(number));
        Assert.Equal(["requested by Olivia", "approved by Adam", "refused by Olivia"], await Trail(number));
    }

    [Fact]
    public async Task Long_work_goes_on_where_it_was_asked_in_the_name_of_who_asked()
    {
        var number = await Ask(verb: "ship");
        await Run(Adam, $"/approval approve {number}");
        var job = await Find<(Guid Operator, Guid Trail, string Reason,
            string Key)>("select operator_id, trail, reason, message_key from jobs");
        Assert.Equal((Olivia.Id.Value, "it is broken"), (job.Operator, job.Reason));
        Assert.Equal(await Find<Guid>("select trail from approvals"), job.Trail);
        Assert.Equal(["channel:C0OPS"], await Places(job.Key));
        Assert.Equal(["requested by Olivia", "approved by Adam", "started by Olivia"], await Trail(number));
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_leaves_it_pending_for_the_next_try()
    {
        var number = await Ask("plug");
        Plugs.Pull = new([1]);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => Run(Adam, $"/approval approve {number}"));
        Assert.Equal("pending", await StateOf(number));
        Assert.True(await IsHere("plug"));
        Assert.Equal(["requested by Olivia"], await Trail(number));

        await Run(Adam, $"/approval approve {number}");
        Assert.Equal("approved", await StateOf(number));
        Assert.Equal(["requested by Olivia", "approved by Adam", "done by Olivia"], await Trail(number));
    }

    [Fact]
    public async Task A_request_survives_a_restart_of_everything()
    {
        var number = await Ask();
        await using var second = Restarted();
        await second.Run(RequestOf(Adam.Account, $"/approval approve {number}"));
        Assert.Equal("approved", await StateOf(number));
        Assert.False(await IsHere());
    }
}
