using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing;
using OpsBot.Core.Jobs;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>Money that goes out by a job, as a refund does, without anybody outside who takes it.</summary>
public sealed record PayOut(
    [Arg("to whom")] OrganizationId To,
    [Arg("how much")] Money Amount,
    [Arg("which of several", Named = true)] int Nth = 1) : ICommand<PayOut, PaidOut>
{
    public static Spec Spec { get; } = new("money pay-out", "Pay money out") { Guard = Guard.Approval, Doing = "Paying out to" };
}

public sealed record PaidOut(string To, Money Amount, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Amount} paid out to {To}" : $"{Amount} not paid out to {To}")
    {
        Audience = Audience.Room, Parts = [new Paragraph(Error ?? "It has gone.")],
    };
}

sealed class PayOutHandler(StopWindow window) : IHandle<PayOut, PaidOut>, ILongWork<PayOut, NoMemo, PaidOut>
{
    public async Task<Result<Plan>> Plan(PayOut command, Work work, CancellationToken cancel) =>
        new Plan(Target.Of(command.To, await Name(command, work, cancel)) with { Organization = command.To.Value },
            $"Pay {command.Amount} out to {await Name(command, work, cancel)}")
        {
            Amount = command.Amount, Changes = [new("Nth", "-", $"{command.Nth}")],
        };

    public async Task<Result<PaidOut>> Handle(PayOut command, Work work, CancellationToken cancel) =>
        await work.Hold(new($"pay-out:{work.Trail}", Account.Refunds, Account.Bank, command.Amount, TransferCode.Refund), cancel) is { } no
            ? no : new PaidOut(await Name(command, work, cancel), command.Amount);

    public IReadOnlyList<Step<PayOut, NoMemo>> Steps => [new("Send it", (_, _, _) => Task.FromResult(StepResult.Next))];

    public DateTimeOffset? StartsAt(PayOut command, Work work) => window.Until(work);

    public WayOn? CallOff(PayOut command, Target target) => StopWindow.Way;

    public async Task<Result<PaidOut>> Finish(PayOut command, JobRun<NoMemo> run, Work work, CancellationToken cancel)
    {
        await work.Post($"pay-out:{run.Trail}", cancel);
        return new PaidOut(run.Target.Label, command.Amount);
    }

    public async Task<PaidOut> GiveUp(PayOut command, JobRun<NoMemo> run, string error, Work work, CancellationToken cancel)
    {
        await work.Void($"pay-out:{run.Trail}", cancel);
        return new PaidOut(run.Target.Label, command.Amount, error);
    }

    static Task<string> Name(PayOut command, Work work, CancellationToken cancel) =>
        work.Get<string>("select slug from organizations where id = @To", command, cancel);
}

/// <summary>A house that pays money out, and a customer that gets it.</summary>
public abstract class PayOuts(Postgres postgres) : OperationTest(postgres)
{
    protected virtual string StopsFor => "00:02:00";

    protected override void Register(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Billing:StopWindow"] = StopsFor }).Build());
        services.AddSingleton(_ => new Catalog([.. Catalog.Of(typeof(Catalog).Assembly).Entries, Entry.Of(typeof(PayOut))]));
        services.AddSingleton<IHandle<PayOut, PaidOut>, PayOutHandler>();
        services.AddKeyedSingleton<ILongWork, PayOutHandler>(typeof(PayOut));
    }

    protected override Task Arrange() => Organization("acme");

    protected Task Organization(string slug) => Execute(
        "insert into organizations (id, slug, name, tier, created_at) values (gen_random_uuid(), @slug, @slug, 'growth', @Now)",
        new { slug, Now = Clock.GetUtcNow() });

    /// <summary>What was asked for waits for an approval; that is its number.</summary>
    protected async Task<long> Ask(string line, Person? who = null)
    {
        var asked = await Say(who ?? Olivia, line);
        Assert.True(asked.Kind == OutcomeKind.Waiting, asked.Text);
        return await Find<long>("select max(number) from approvals");
    }

    protected Task<Outcome> Say(Person who, string line, string because = "charged twice") => Get<Runner>().Run(
        RequestOf(who.Account, line) with { Filled = new Dictionary<string, string> { ["reason"] = because } }, Cancel);

    protected async Task<Outcome> Approve(Person who, long number) => await Run(who, $"/approval approve {number}");

    /// <summary>Asked for by Olivia and approved by Adam; the number of its job.</summary>
    protected async Task<long> Approved(string amount, string to = "acme", int nth = 1)
    {
        var decided = await Approve(Adam, await Ask($"/money pay-out {to} {amount} nth:{nth}"));
        Assert.True(decided.Kind == OutcomeKind.Done, decided.Text);
        return await Find<long>("select max(number) from jobs");
    }

    protected async Task Work()
    {
        while (await Get<JobRunner>().RunNext(Cancel)) { }
    }

    /// <summary>"pending", "posted", "voided", one for each pay-out in order.</summary>
    protected Task<IReadOnlyList<string>> Ends() => List<string>(
        """
        select   coalesce(e.phase, p.phase)
        from     ledger_transfers p
        left     join ledger_transfers e on e.pending_id = p.id
        where    p.pending_id is null and p.key like 'pay-out:%'
        order by p.id
        """);

    protected async Task<Reply> JobMessage(long number) => (await Said(
        (await Find<string>("select message_key from jobs where number = @number", new { number }))!))!;
}
