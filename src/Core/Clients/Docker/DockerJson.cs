using System.Text.Json.Serialization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

// Field names are the Engine API's: https://docs.docker.com/reference/api/engine/version/v1.41/

sealed record ListedContainer(
    string Id, IReadOnlyList<string>? Names, string Image, string State, string Status, IReadOnlyDictionary<string, string>? Labels)
{
    public string Name => Names is [{ } first, ..] ? first.TrimStart('/') : Id.Start(12);
}

sealed record InspectedContainer(
    string Id, string Name, int RestartCount, InspectedState State, InspectedConfig Config,
    InspectedHostConfig? HostConfig, IReadOnlyList<InspectedMount>? Mounts);

/// <summary>What is mounted: a volume by its name, or a folder of the host by its path.</summary>
sealed record InspectedMount(string Type, string? Name, string? Source);

/// <summary>As it was asked for, in one of two ways: only here it shows which volumes somebody has named.</summary>
sealed record InspectedHostConfig(IReadOnlyList<string>? Binds, IReadOnlyList<WantedMount>? Mounts);

sealed record WantedMount(string? Source);

sealed record InspectedState(
    string Status, int ExitCode, string? Error, bool OOMKilled, DateTimeOffset StartedAt, DateTimeOffset FinishedAt,
    InspectedHealth? Health);

sealed record InspectedHealth(string Status, IReadOnlyList<HealthProbe>? Log);

sealed record HealthProbe(int ExitCode, string? Output);

sealed record InspectedConfig(string Image, bool Tty, IReadOnlyDictionary<string, string>? Labels);

sealed record ListedVolumes(IReadOnlyList<ListedVolume>? Volumes);

sealed record ListedVolume(string Name);

/// <summary>The oldest and the newest version of the API that the engine speaks.</summary>
sealed record EngineVersion(string? ApiVersion, string? MinAPIVersion);

sealed record EngineMessage([property: JsonPropertyName("message")] string? Message);

[JsonSerializable(typeof(IReadOnlyList<ListedContainer>))]
[JsonSerializable(typeof(InspectedContainer))]
[JsonSerializable(typeof(ListedVolumes))]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineMessage))]
sealed partial class DockerJson : JsonSerializerContext;
