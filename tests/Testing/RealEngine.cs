using OpsBot.Tests.Testing;

[assembly: AssemblyFixture(typeof(RealEngine))]

namespace OpsBot.Tests.Testing;

/// <summary>One real Docker engine for the whole run, started when the first test asks for it; without one, they are skipped.</summary>
public sealed class RealEngine : IAsyncLifetime
{
    // In time order for as long as somebody looks, and no two runs alike: the engine may be shared with other runs.
    readonly string run = Guid.CreateVersion7().ToString("n")[^6..];
    readonly Lazy<Task<Running>> running;
    int names;

    public RealEngine() => running = new(Start);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A container host on the engine; what is put there goes when it is disposed.</summary>
    internal async Task<RealContainers> Open()
    {
        var engine = await running.Value;
        Assert.SkipWhen(engine.WhyNot is not null, engine.WhyNot ?? "");
        return new RealContainers(engine.Address, engine.Image);
    }

    /// <summary>A name that nothing else on the engine has.</summary>
    public string NewName(string word) => $"{word}-{run}-{Interlocked.Increment(ref names)}";

    async Task<Running> Start()
    {
        var process = OtherProcess.Of(Repository.At(".ci", "engine"));
        await Eventually.True(
            () => process.HasExited || process.Output.Contains("://", StringComparison.Ordinal), what: "the engine starts", seen: () =>
                process.Output);
        if (process.HasExited)
            return new(process, "", "", process.Output.Trim().ReplaceLineEndings(" "));
        var address = process.Output.Trim().Split('\n')[^1];
        var image = $"opsbot-test-{run}:1";
        return new(process, address, image, await RealContainers.Import(address, image));
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        var engine = await running.Value;
        if (engine.WhyNot is null)
            await RealContainers.Forget(engine.Address, engine.Image);
        await engine.Process.EndOfInput();
        await engine.Process.DisposeAsync();
    }

    sealed record Running(OtherProcess Process, string Address, string Image, string? WhyNot);
}
