using OpsBot.Tests.Chaos;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

public sealed class RunningOnARealEngine(RealEngine engine) : Running
{
    private protected override async Task<IContainerHost> Open() => await engine.Open();

    protected override string Name(string word) => engine.NewName(word);
}

public sealed class RunningOnThePretendEngine : Running
{
    private protected override async Task<IContainerHost> Open() => await PretendContainers.Open();

    protected override string Name(string word) => word;
}

public sealed class KeepingAndTakingOnARealEngine(RealEngine engine) : KeepingAndTaking
{
    private protected override async Task<IContainerHost> Open() => await engine.Open();

    protected override string Name(string word) => engine.NewName(word);
}

public sealed class KeepingAndTakingOnThePretendEngine : KeepingAndTaking
{
    private protected override async Task<IContainerHost> Open() => await PretendContainers.Open();

    protected override string Name(string word) => word;
}

public sealed class BelowTheClientOnARealEngine(RealEngine engine) : BelowTheClient
{
    private protected override async Task<IContainerHost> Open() => await engine.Open();

    protected override string Name(string word) => engine.NewName(word);
}

public sealed class BelowTheClientOnThePretendEngine : BelowTheClient
{
    private protected override async Task<IContainerHost> Open() => await PretendContainers.Open();

    protected override string Name(string word) => word;
}

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
