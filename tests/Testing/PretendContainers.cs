using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Testing;

/// <summary>Containers on one of the sandbox's hosts.</summary>
sealed class PretendContainers(PretendHost host, string address, IAsyncDisposable? server = null) : IContainerHost
{
    static readonly Dictionary<string, string> none = [];

    int unnamed;

    public string Address => address;

    public HttpClient Wire { get; } = new(new SocketsHttpHandler()) { BaseAddress = new Uri($"{address}/v1.41/") };

    public static async Task<PretendContainers> Open()
    {
        var world = new DockerWorld(TimeProvider.System) { StartTakes = TimeSpan.Zero, StopTakes = TimeSpan.Zero };
        var server = await DockerStandIn.Start(world, "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        return new(world.Host("h1"), server.AddressOf("h1"), server);
    }

    public Task<string> Put(GivenContainer given)
    {
        var container = host.Add(given.Slug, "opsbot-test:1", given.Labels);
        container.Prints = given.Prints;
        container.DataFolder = GivenContainer.DataFolder;
        container.Terminal = given.Terminal;
        container.IgnoresStop = given.Habit == Habit.IgnoresStop;
        container.HasHealthCheck = given.Health != HealthCheck.None;
        container.Unhealthy = given.Health == HealthCheck.Fails;
        container.Mount(host.Add(new PretendVolume(given.DataVolume, new Dictionary<string, string> { ["opsbot.instance"] = given.Slug })));
        if (given.OthersVolume is { } others)
            container.Mount(host.Volumes.FirstOrDefault(one => one.Name == others) ?? host.Add(new PretendVolume(others, none)));
        if (given.UnnamedVolume)
            container.Mount(host.Add(new PretendVolume($"{++unnamed:x64}", none) { IsNamed = false }));
        if (given.Folder is { } folder)
            container.MountFolder(folder);
        if (given.Started)
            Start(container, given.Habit);
        return Task.FromResult(container.Id);
    }

    public Task KillFromOutside(string id)
    {
        Find(id)!.Stop(exitCode: 137);
        return Task.CompletedTask;
    }

    public Task Pause(string id)
    {
        Find(id)!.SetPaused(true);
        return Task.CompletedTask;
    }

    public Task<string> StatusOf(string id) => Task.FromResult(Find(id)?.Now.Status ?? "gone");

    public Task<IReadOnlyList<string>> Volumes() => Task.FromResult<IReadOnlyList<string>>([.. host.Volumes.Select(volume => volume.Name)]);

    public async ValueTask DisposeAsync()
    {
        Wire.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    static void Start(PretendContainer container, Habit habit)
    {
        if (habit == Habit.Fails)
            container.FailNextStart(PretendFailure.DatabaseGone);
        container.Start();
        if (habit == Habit.KeepsFailing)
            container.CrashLoop();
    }

    PretendContainer? Find(string id) => host.TryContainer(id, out var container) ? container : null;
}
