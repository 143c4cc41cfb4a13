using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What another tier comes to for an organization's server.</summary>
sealed record Resize(IReadOnlyList<Change> Changes, string Downtime)
{
    const string TypeChange = "Server type";

    static readonly Resize none = new([], "");

    public bool IsNeeded => Changes.Count > 0;

    /// <summary>The type that the plan says its server becomes; none where it stays.</summary>
    public static string? TypeIn(Plan plan) => plan.Changes.FirstOrDefault(change => change.What == TypeChange)?.After;

    sealed record Choice(
        string Type, int? DiskGb, string? Architecture, long? PriceMinor, string? Currency, bool CanBeHad)
    {
        public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;
    }

    /// <summary>Refused where no type of the tier fits the server as it is, or is to be had where it stands.</summary>
    public static async Task<Result<Resize>> Foresee(ChangeTier command, Tier tier, Work work, CancellationToken cancel)
    {
        if (await Server.Of(work.Db, command.Org, cancel) is not { } server) return none;
        if (!ServerLife.Resize.MayBegin(server.State)) return ServerLife.NotNow(server, ServerLife.Resize.Name);
        if (work.Seen<ServerThere>().Failed(out var there, out var blind))
            return new Refusal($"How its server is can't be seen now. {blind.Sentence}")
            {
                WaysOn = [new("Show", $"/vps show {server.Name}")],
            };
        if (there.Machine is not { } machine)
            return new Refusal($"{server.Name} is not there any more at {server.Provider}.") { WaysOn = [new("Show", $"/vps show {server.Name}")] };
        // Any type of the tier is as large as the tier says.
        if (tier.Types.Contains(machine.Type)) return none;
        if ((await Choose(machine, server, tier, work, cancel)).Failed(out var choice, out var refusal)) return refusal;
        return new Resize(
        [
            new(TypeChange, machine.Type, choice.Type),
            new("It costs us a month", server.Price?.ToString() ?? "not known", choice.Price?.ToString() ?? "not known"),
            .. new Change("Its disk", $"{machine.DiskGb} GB", $"{choice.DiskGb} GB, for good").If(command.Disk == DiskWish.Grow),
            .. new Change("Picture of its disk", "none", $"one for up to {there.Picture} a month, for {Snapshots.Kept.InWords()}")
                .If(command.Snapshot),
        ], await DowntimeOf(work, cancel));
    }

    static async Task<Result<Choice>> Choose(Machine machine, Server server, Tier tier, Work work, CancellationToken cancel)
    {
        var choices = await work.List<Choice>(
            """
            select   y.type, p.disk_gb, p.architecture, p.price_minor, p.currency,
                     coalesce(p.available and (p.last_order_at is null or p.last_order_at > @Now), false) as can_be_had
            from     tier_types y
            left     join provider_types p on p.type = y.type and p.region = @Region
            where    y.tier_id = @Id
            order by y.position
            """, new { tier.Id, server.Region, work.Now }, cancel);
        var there = choices.Where(one => one.CanBeHad).ToList();
        if (there.Count == 0)
        {
            var region = await work.Get<RegionId>("select id from regions where name = @Region", new { server.Region }, cancel);
            return (await ChooseType.In(work, tier.Id, region, cancel)).Fault is { } none ? none
                : new Refusal($"{tier.Name} cannot be had in {server.Region} now.");
        }
        var architecture = await work.Find<string>(
            "select architecture from provider_types where type = @Type limit 1", new { machine.Type }, cancel);
        var same = there.Where(one => architecture is null || one.Architecture == architecture).ToList();
        if (same.Count == 0)
            return new Refusal($"{server.Name} is {architecture}, and {tier.Name} is made of {there[0].Type}, which is {there[0].Architecture}: "
                + "a server keeps its architecture.") { WaysOn = [new("Tiers", "/tier list")] };
        return same.FirstOrDefault(one => one.DiskGb >= machine.DiskGb) is { } fits ? fits
            : new Refusal($"{server.Name} has a disk of {machine.DiskGb} GB, and {same[0].Type} has {same[0].DiskGb} GB: a disk does not shrink.")
            {
                WaysOn = [new("Tiers", "/tier list")],
            };
    }

    sealed record Past(double? Seconds, long Runs);

    static async Task<string> DowntimeOf(Work work, CancellationToken cancel)
    {
        var past = await work.Get<Past>(
            """
            select percentile_cont(0.5) within group (order by extract(epoch from lately.took)) as seconds, count(*) as runs
            from   (select   up.ended_at - down.started_at as took
                    from     job_steps down
                    join     job_steps up on up.job_id = down.job_id and up.name = @On and not up.undo and up.state = 'done'
                    where    down.operation = @Operation and down.name = @Off and not down.undo and down.state = 'done'
                    order by down.ended_at desc
                    limit    20) lately
            """, new { Operation = ChangeTier.Spec.Command, ResizeSteps.Off, ResizeSteps.On }, cancel);
        return past.Seconds is { } seconds
            ? $"it is away for about {TimeSpan.FromSeconds(Math.Max(1, Math.Round(seconds))).InWords()}, as the last "
                + $"{Several.Of(past.Runs, "time", "times")}"
            : "it is away for some minutes; how long, nobody knows before the first time";
    }
}
