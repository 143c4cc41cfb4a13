using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Jobs;

public sealed record BakeCake([Arg("what to bake")] string Cake) : ICommand<BakeCake, CakeBaked>
{
    public static Spec Spec { get; } = new("cake bake", "Bake a cake") { Doing = "Baking" };
}

public sealed record CakeBaked(string Cake, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Cake} is baked" : $"{Cake} is burnt") { Audience = Audience.Room,
        Parts = [new Paragraph(Error ?? "It smells good.")] };
}

/// <summary>What the steps do in a test, and what they have done.</summary>
sealed class Kitchen
{
    /// <summary>What a worker comes to that is killed: nothing, and nobody hears of it.</summary>
    public static Task<StepResult> Dies => new TaskCompletionSource<StepResult>().Task;

    public List<string> Done { get; } = [];
    public Func<string, JobRun<Bowl>, CancellationToken, Task<StepResult>> Step { get; set; } = (_, _, _) =>
        Task.FromResult(StepResult.Next);
    public Func<string> Finish { get; set; } = () => "";
    public Func<Refusal?> Refusal { get; set; } = () => null;
    public Action GiveUp { get; set; } = () => { };

    /// <summary>The names of the steps, in the version that runs.</summary>
    public IReadOnlyList<string> Recipe { get; set; } = ["mix", "bake", "cool"];

    /// <summary>Their patience and tries.</summary>
    public Func<Step<BakeCake, Bowl>, Step<BakeCake, Bowl>> With { get; set; } = step => step;

    /// <summary>One oven for all of them.</summary>
    public bool OneAtATime { get; set; }

    public TimeSpan? Later { get; set; }

    public Func<string, JobRun<Bowl>, Task<StepResult?>>? LookUp { get; set; }

    public Func<string, JobRun<Bowl>, Task<StepResult>>? Undo { get; set; }

    public async Task<StepResult> Run(string step, JobRun<Bowl> run, CancellationToken cancel)
    {
        lock (Done) Done.Add(step);
        return await Step(step, run, cancel);
    }

    public async Task<StepResult> TakeBack(string step, Func<string, JobRun<Bowl>, Task<StepResult>> undo, JobRun<Bowl> run)
    {
        lock (Done) Done.Add($"un-{step}");
        return await undo(step, run);
    }
}

/// <summary>What the steps leave each other.</summary>
sealed record Bowl
{
    public string? Flour { get; init; }
}

sealed class BakeCakeHandler(Kitchen kitchen) : IHandle<BakeCake, CakeBaked>, ILongWork<BakeCake, Bowl, CakeBaked>
{
    static readonly Guid oven = Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001");

    public Task<Result<Plan>> Plan(BakeCake command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(new Target("cake", oven, command.Cake), "Bake it"));

    public Task<Result<CakeBaked>> Handle(BakeCake command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<CakeBaked>>(new CakeBaked(command.Cake));

    public IReadOnlyList<Step<BakeCake, Bowl>> Steps => [.. kitchen.Recipe.Select(name =>
        kitchen.With(new Step<BakeCake, Bowl>(name, (_, run, cancel) => kitchen.Run(name, run, cancel))
        {
            LookUp = kitchen.LookUp is { } look ? (_, run, _) => look(name, run) : null,
            Undo = kitchen.Undo is { } undo ? (_, run, cancel) => kitchen.TakeBack(name, undo, run) : null,
        }))];

    public string? SerialKey(BakeCake command, Target target) => kitchen.OneAtATime ? target.Key : null;

    public DateTimeOffset? StartsAt(BakeCake command, Work work) => work.Now + kitchen.Later;

    public Task<Result<CakeBaked>> Finish(BakeCake command, JobRun<Bowl> run, Work work, CancellationToken cancel) =>
        Task.FromResult(kitchen.Refusal() is { } refusal ? (Result<CakeBaked>)refusal : new CakeBaked(command.Cake + kitchen.Finish()));

    public Task<CakeBaked> GiveUp(BakeCake command, JobRun<Bowl> run, string error, Work work, CancellationToken cancel)
    {
        kitchen.GiveUp();
        return Task.FromResult(new CakeBaked(command.Cake, error));
    }
}

public sealed record GildCake : ICommand<GildCake, CakeBaked>
{
    public static Spec Spec { get; } = new("cake gild", "Put gold on a cake") { Needs = Role.Admin, Doing = "Gilding" };
}

sealed class GildCakeHandler(Kitchen kitchen) : IHandle<GildCake, CakeBaked>, ILongWork<GildCake, Bowl, CakeBaked>
{
    public Task<Result<Plan>> Plan(GildCake command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(new Target("cake", Guid.Empty, "the cake"), "Gild it"));

    public Task<Result<CakeBaked>> Handle(GildCake command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<CakeBaked>>(new CakeBaked("gold"));

    public IReadOnlyList<Step<GildCake, Bowl>> Steps => [new("gild", (_, run, cancel) => kitchen.Run("gild", run, cancel))];

    public DateTimeOffset? StartsAt(GildCake command, Work work) => work.Now + kitchen.Later;

    public Task<Result<CakeBaked>> Finish(GildCake command, JobRun<Bowl> run, Work work, CancellationToken cancel) =>
        Handle(command, work, cancel);

    public Task<CakeBaked> GiveUp(GildCake command, JobRun<Bowl> run, string error, Work work, CancellationToken cancel) =>
        Task.FromResult(new CakeBaked("gold", error));
}

static class Bakery
{
    extension(IServiceCollection services)
    {
        /// <summary>Two more long commands in the catalogue, whose every step the test decides; one is for admins.</summary>
        public void AddBakery(Kitchen kitchen)
        {
            services.AddSingleton(_ =>
                new Catalog([.. Catalog.Of(typeof(Catalog).Assembly).Entries, Entry.Of(typeof(BakeCake)), Entry.Of(typeof(GildCake))]));
            services.AddSingleton(kitchen);
            services.AddSingleton<IHandle<BakeCake, CakeBaked>, BakeCakeHandler>();
            services.AddKeyedSingleton<ILongWork, BakeCakeHandler>(typeof(BakeCake));
            services.AddSingleton<IHandle<GildCake, CakeBaked>, GildCakeHandler>();
            services.AddKeyedSingleton<ILongWork, GildCakeHandler>(typeof(GildCake));
        }
    }
}
