using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Jobs;

public sealed record BakeCake([Arg("what to bake")] string Cake) : ICommand<BakeCake, CakeBaked>
{
    public static Spec Spec { get; } = new("cake bake", "Bake a cake");
}

public sealed record CakeBaked(string Cake, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Cake} is baked" : $"{Cake} is burnt") { Audience = Audience.Room, Parts = [new Paragraph(Error ?? "It smells good.")] };
}

/// <summary>What the steps do in a test, and what they have done.</summary>
sealed class Kitchen
{
    public List<string> Done { get; } = [];
    public Func<string, JobRun, CancellationToken, Task<StepResult>> Step { get; set; } = (_, _, _) => Task.FromResult(StepResult.Next);
    public Func<string> Finish { get; set; } = () => "";
    public Func<Refusal?> Refusal { get; set; } = () => null;
    public Action GiveUp { get; set; } = () => { };

    public async Task<StepResult> Run(string step, JobRun run, CancellationToken cancel)
    {
        lock (Done) Done.Add(step);
        return await Step(step, run, cancel);
    }
}

sealed class BakeCakeHandler(Catalog catalog, Kitchen kitchen) : IHandle<BakeCake, CakeBaked>, ILongWork<BakeCake, CakeBaked>
{
    static readonly Guid oven = Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001");

    public Task<Result<Plan>> Plan(BakeCake command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<Plan>>(new Plan(new Target("cake", oven, command.Cake), "Bake it"));

    public async Task<Result<CakeBaked>> Handle(BakeCake command, Work work, CancellationToken cancel)
    {
        await work.Queue(catalog, command, new Target("cake", oven, command.Cake), new Reply($"Baking {command.Cake}") { Audience = Audience.Room }, cancel);
        return new CakeBaked(command.Cake);
    }

    public IReadOnlyList<Step<BakeCake>> Steps =>
        [.. new[] { "mix", "bake", "cool" }.Select(name => new Step<BakeCake>(name, (_, run, cancel) => kitchen.Run(name, run, cancel)))];

    public Task<Result<CakeBaked>> Finish(BakeCake command, JobRun run, Work work, CancellationToken cancel) =>
        Task.FromResult(kitchen.Refusal() is { } refusal ? (Result<CakeBaked>)refusal : new CakeBaked(command.Cake + kitchen.Finish()));

    public Task<CakeBaked> GiveUp(BakeCake command, JobRun run, string error, Work work, CancellationToken cancel)
    {
        kitchen.GiveUp();
        return Task.FromResult(new CakeBaked(command.Cake, error));
    }
}

static class Bakery
{
    extension(IServiceCollection services)
    {
        /// <summary>One more long command in the catalogue, whose every step the test decides.</summary>
        public void AddBakery(Kitchen kitchen)
        {
            services.AddSingleton(_ => new Catalog([.. Catalog.Of(typeof(Catalog).Assembly).Entries, Entry.Of(typeof(BakeCake))]));
            services.AddSingleton(kitchen);
            services.AddSingleton<IHandle<BakeCake, CakeBaked>, BakeCakeHandler>();
            services.AddSingleton<ILongWork<BakeCake, CakeBaked>, BakeCakeHandler>();
        }
    }
}
