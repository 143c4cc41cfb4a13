using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Jobs;

public sealed class GivingAJobUp(Postgres postgres) : OperationTest(postgres)
{
    readonly Kitchen kitchen = new();

    protected override void Register(IServiceCollection services) => services.AddBakery(kitchen);

    protected override async Task Arrange()
    {
        kitchen.Undo = (_, _) => Task.FromResult(StepResult.Next);
        kitchen.Step = (step, _, _) => Task.FromResult(step == "cool" ? new StepResult.Failed("The window is stuck.") : StepResult.Next);
        await Run(Olivia, "/cake bake sponge");
    }

    [Fact]
    public async Task What_was_done_is_taken_back_newest_first_and_what_was_not_is_left()
    {
        await ToItsEnd();
        Assert.Equal(["mix", "bake", "cool", "un-bake", "un-mix"], kitchen.Done);
        Assert.Equal("failed", await State());
        Assert.StartsWith("sponge is burnt\nThe window is stuck.\nAsked by Olivia", (await Said(await Key())).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_dies_while_it_takes_back_is_gone_on_from_there()
    {
        using var death = new CancellationTokenSource();
        var first = true;
        kitchen.Undo = async (step, _) =>
        {
            if (step != "bake" || !first) return StepResult.Next;
            first = false;
            await death.CancelAsync();
            throw new OperationCanceledException(death.Token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Get<JobRunner>().RunNext(death.Token));
        await Source.LetLapse("jobs", "lease_until");
        await ToItsEnd();
        Assert.Equal(["mix", "bake", "cool", "un-bake", "un-bake", "un-mix"], kitchen.Done);
        Assert.Equal("failed", await State());
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_tried_and_then_said_and_the_rest_still_is()
    {
        kitchen.Undo = (step, _) => Task.FromResult(step == "bake" ? new StepResult.TryAgain("The oven is away.") : StepResult.Next);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        var shown = (await Said(await Key()))!;
        Assert.Equal("Baking sponge", shown.Heading);
        Assert.Equal(["Done", "Done", "Failed", "Running", "Waiting"],
            shown.Parts.OfType<Progress>().Single().Steps.Select(step => $"{step.State}"));
        Assert.Contains("Asked by Olivia", shown.Text, StringComparison.Ordinal);
        await ToItsEnd();
        Assert.Equal(["un-bake", "un-bake", "un-bake", "un-mix"], kitchen.Done[3..]);
        Assert.Contains("The window is stuck. “bake” could not be taken back: The oven is away.", (await Said(await Key())).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_end_takes_everything_back()
    {
        kitchen.Step = (_, _, _) => Task.FromResult(StepResult.Next);
        kitchen.Refusal = () => new("Somebody ate it.");
        await ToItsEnd();
        Assert.Equal(["un-cool", "un-bake", "un-mix"], kitchen.Done[3..]);
        Assert.Equal("failed", await State());
    }

    [Fact]
    public async Task It_is_cancelled_between_two_steps_and_says_by_whom_and_why()
    {
        kitchen.Step = async (step, _, _) =>
        {
            if (step == "mix") Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/job cancel 1 reason:\"wrong cake\"")).Kind);
            return StepResult.Next;
        };
        await ToItsEnd();
        Assert.Equal(["mix", "un-mix"], kitchen.Done);
        Assert.Equal("cancelled", await State());
        Assert.Contains("Cancelled by Adam: “wrong cake”.", (await Said(await Key())).Text, StringComparison.Ordinal);
        Assert.Equal(["cake bake started", "job cancel done", "cake bake cancelled"], await Audit());
        Assert.Contains("has ended", (await Run(Adam, "/job cancel 1 reason:\"wrong cake\"")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_message_offers_to_cancel_it_while_that_can_be_and_asks_why()
    {
        var offered = new Dictionary<string, IEnumerable<string>>();
        kitchen.Step = async (step, _, _) =>
        {
            offered[step] = (await Said(await Key()))!.Buttons.Select(button => button.Command);
            return StepResult.Next;
        };
        var cancel = Assert.Single((await Said(await Key()))!.Buttons);
        Assert.Equal(("Cancel", "/job cancel 1"), (cancel.Label, cancel.Command));
        var dialog = new ChatPlace("slack", PlaceKind.Dialog, "1");
        var asked = await Get<Runner>().Run(RequestOf(Olivia.Account, cancel.Command) with { Dialog = dialog }, Cancel);
        Assert.Contains(asked.Form!.Inputs, input => input is { Name: "reason", Required: true });

        await ToItsEnd();
        Assert.Equal(["/job cancel 1"], offered["bake"]);
        // Under way and the last: it comes to its end.
        Assert.Empty(offered["cool"]);
        Assert.Empty((await Said(await Key()))!.Buttons);
    }

    [Fact]
    public async Task One_that_is_being_given_up_cannot_be_cancelled_any_more()
    {
        kitchen.Undo = (_, _) => Task.FromResult<StepResult>(new StepResult.TryAgain("The oven is away."));
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Empty((await Said(await Key()))!.Buttons);
    }

    [Fact]
    public async Task One_that_waits_is_cancelled_at_once_and_only_for_a_reason()
    {
        kitchen.Step = (_, _, _) => Task.FromResult<StepResult>(new StepResult.LookAgain(TimeSpan.FromMinutes(5)));
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, "/job cancel 1")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Run(Olivia, "/job cancel #1 reason:\"no longer wanted\"")).Kind);
        Assert.True(await Get<JobRunner>().RunNext(Cancel));
        Assert.Equal("cancelled", await State());
        Assert.Equal(["mix", "un-mix"], kitchen.Done);
    }

    async Task ToItsEnd()
    {
        for (var rounds = 0; rounds < 20; rounds++)
        {
            while (await Get<JobRunner>().RunNext(Cancel)) { }
            if (await Get<JobLease>().NextDue(Cancel) is not { } due) return;
            Clock.AdvanceTo(due);
        }
        Assert.Fail("It has no end.");
    }

    async Task<string> State() => (await Find<string>("select state from jobs"))!;

    async Task<string> Key() => (await Find<string>("select message_key from jobs"))!;

    Task<IReadOnlyList<string>> Audit() =>
        List<string>("select operation || ' ' || outcome from audit where outcome <> 'refused' order by seq");
}
