using System.Text.Json.Serialization;

namespace OpsBot.Core.Clients.Docker;

// Field names are the Engine API's: https://docs.docker.com/reference/api/engine/version/v1.43/

sealed record ListedContainer(
    string Id, IReadOnlyList<string>? Names, string Image, string State, string Status, IReadOnlyDictionary<string, string>? Labels)
{
    public string Name => Names is [{ } first, ..] ? first.TrimStart('/') : Id[..Math.Min(12, Id.Length)];
}

sealed record InspectedContainer(string Id, string Name, int RestartCount, InspectedState State, InspectedConfig Config);

sealed record InspectedState(
    string Status, int ExitCode, string? Error, bool OOMKilled, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, InspectedHealth? Health);

sealed record InspectedHealth(string Status, IReadOnlyList<HealthProbe>? Log);

sealed record HealthProbe(int ExitCode, string? Output);

sealed record InspectedConfig(string Image, IReadOnlyDictionary<string, string>? Labels);

sealed record ListedVolumes(IReadOnlyList<ListedVolume>? Volumes);

sealed record ListedVolume(string Name);

sealed record EngineMessage([property: JsonPropertyName("message")] string? Message);

[JsonSerializable(typeof(IReadOnlyList<ListedContainer>))]
[JsonSerializable(typeof(InspectedContainer))]
[JsonSerializable(typeof(ListedVolumes))]
[JsonSerializable(typeof(EngineMessage))]
sealed partial class DockerJson : JsonSerializerContext;
