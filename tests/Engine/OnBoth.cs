using OpsBot.Tests.Chaos;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

/// <summary>An engine to run on, and a name there for one test alone.</summary>
public sealed class AnEngine
{
    AnEngine(Func<Task<IContainerHost>> open, Func<string, string> name) => (Open, Name) = (open, name);

    internal Func<Task<IContainerHost>> Open { get; }

    internal Func<string, string> Name { get; }

    public static AnEngine Pretend { get; } = new(async () => await PretendContainers.Open(), word => word);

    public static AnEngine Real(RealEngine engine) => new(async () => await engine.Open(), engine.NewName);
}

public sealed class RunningOnARealEngine(RealEngine engine) : Running(AnEngine.Real(engine));

public sealed class RunningOnThePretendEngine() : Running(AnEngine.Pretend);

public sealed class KeepingAndTakingOnARealEngine(RealEngine engine) : KeepingAndTaking(AnEngine.Real(engine));

public sealed class KeepingAndTakingOnThePretendEngine() : KeepingAndTaking(AnEngine.Pretend);

public sealed class BelowTheClientOnARealEngine(RealEngine engine) : BelowTheClient(AnEngine.Real(engine));

public sealed class BelowTheClientOnThePretendEngine() : BelowTheClient(AnEngine.Pretend);

public sealed class VerbsThroughKillsOnARealEngine(Postgres postgres, RealEngine engine) : VerbsThroughKills(postgres)
{
    private protected override async Task<(WatchedDocker Docker, IContainerHost Containers)> Open()
    {
        var containers = await engine.Open();
        return (await WatchedDocker.Start(containers.Address), containers);
    }

    protected override string Name(string word) => engine.NewName(word);
}

public sealed class VerbsThroughKillsOnThePretendEngine(Postgres postgres) : VerbsThroughKills(postgres)
{
    private protected override async Task<(WatchedDocker Docker, IContainerHost Containers)> Open()
    {
        var docker = await WatchedDocker.Start();
        return (docker, new PretendContainers(docker.World.Host("h1"), docker.AddressOf("h1")));
    }

    protected override string Name(string word) => word;
}
