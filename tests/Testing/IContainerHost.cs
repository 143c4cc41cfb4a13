using OpsBot.Core.Clients.Docker;

namespace OpsBot.Tests.Testing;

public enum Habit { Obeys, IgnoresStop, Fails, KeepsFailing }

public enum HealthCheck { None, Passes, Fails }

/// <summary>A container as a test wants it, on whichever engine.</summary>
public sealed record GivenContainer(string Slug)
{
    public const string DataFolder = "/data", Nowhere = "/nowhere", Sick = "sick";

    public Habit Habit { get; init; }

    public HealthCheck Health { get; init; }

    public bool Started { get; init; } = true;

    public bool Terminal { get; init; }

    /// <summary>Its lines at each start; one after a "!" goes to the error stream.</summary>
    public IReadOnlyList<string> Prints { get; init; } = ["ready"];

    /// <summary>Carries the instance's label.</summary>
    public string DataVolume => $"{Slug}-data";

    /// <summary>Named by somebody, without the label.</summary>
    public string? OthersVolume { get; init; }

    public bool UnnamedVolume { get; init; }

    public string? Folder { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new Dictionary<string, string> { [DockerLabels.Instance] = Slug, [DockerLabels.Data] = DataFolder };
}

/// <summary>An engine to put containers on, real or pretended: the same tests run against both.</summary>
interface IContainerHost : IAsyncDisposable
{
    /// <summary>Where the product reaches it.</summary>
    string Address { get; }

    /// <summary>For calls below the product's own client; paths are relative to one version of the API.</summary>
    HttpClient Wire { get; }

    /// <summary>Makes it, starts it if so wanted, and gives its id.</summary>
    Task<string> Put(GivenContainer given);

    Task KillFromOutside(string id);

    Task Pause(string id);

    /// <summary>In the engine's own word, or "gone".</summary>
    Task<string> StatusOf(string id);

    Task<IReadOnlyList<string>> Volumes();
}
