using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

/// <summary>
/// The part of the Engine API that OpsBot uses, one method per need: https://docs.docker.com/reference/api/engine/version/v1.41/
/// </summary>
static class DockerEngine
{
    extension(DockerHost host)
    {
        public Task<Result<IReadOnlyList<ListedContainer>, RuntimeFault>> ListContainers(
            string label, string doing, CancellationToken cancel) =>
            host.Read(new(HttpMethod.Get, $"containers/json?all=1&filters={Labelled(label)}", doing),
                DockerJson.Default.IReadOnlyListListedContainer, cancel);

        public Task<Result<InspectedContainer, RuntimeFault>> Inspect(string id, string doing, CancellationToken cancel) =>
            host.Read(new(HttpMethod.Get, $"containers/{id}/json", doing), DockerJson.Default.InspectedContainer, cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> StartContainer(string id, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/start", doing), cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> StopContainer(string id, TimeSpan grace, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/stop?t={DockerCall.Seconds(grace)}", doing) { Longer = grace }, cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> RestartContainer(
            string id, TimeSpan grace, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/restart?t={DockerCall.Seconds(grace)}", doing) { Longer = grace }, cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> KillContainer(string id, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/kill", doing), cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> Pause(string id, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/pause", doing), cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> Unpause(string id, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Post, $"containers/{id}/unpause", doing), cancel);

        /// <summary>Also ends it when it runs, and takes its unnamed volumes along.</summary>
        public Task<Result<RuntimeChange, RuntimeFault>> RemoveContainer(string id, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Delete, $"containers/{id}?v=1&force=1", doing), cancel);

        public Task<Result<ListedVolumes, RuntimeFault>> ListVolumes(string label, string doing, CancellationToken cancel) =>
            host.Read(new(HttpMethod.Get, $"volumes?filters={Labelled(label)}", doing), DockerJson.Default.ListedVolumes, cancel);

        public Task<Result<ListedVolumes, RuntimeFault>> ListAllVolumes(string doing, CancellationToken cancel) =>
            host.Read(new(HttpMethod.Get, "volumes", doing), DockerJson.Default.ListedVolumes, cancel);

        public Task<Result<RuntimeChange, RuntimeFault>> RemoveVolume(string name, string doing, CancellationToken cancel) =>
            host.Do(new(HttpMethod.Delete, $"volumes/{Uri.EscapeDataString(name)}", doing), cancel);

        /// <summary>A container with a terminal has one stream without frames; below API 1.42 the answer's type does not tell.</summary>
        public Task<Result<RawLogs, RuntimeFault>> ReadLogs(string id, bool terminal, int lines, string doing, CancellationToken cancel) =>
            host.Ask(new(HttpMethod.Get, $"containers/{id}/logs?stdout=1&stderr=1&timestamps=1&tail={lines}", doing),
                async (answer, within) => (Result<RawLogs, RuntimeFault>)await DockerLogs.Read(
                    await answer.Content.ReadAsStreamAsync(within), framed: !terminal, within), cancel);

        /// <summary>Streams a tar of the path to <paramref name="copy"/>, which may take <paramref name="limit"/>.</summary>
        public Task<Result<RuntimeChange, RuntimeFault>> Archive(
            string id, string path, TimeSpan limit, Func<Stream, CancellationToken, ValueTask<RuntimeFault?>> copy,
            string doing, CancellationToken cancel) =>
            host.Ask(new(HttpMethod.Get, $"containers/{id}/archive?path={Uri.EscapeDataString(path)}", doing) { Longer = limit,
                MayRepeat = false },
                async (answer, within) => await copy(await answer.Content.ReadAsStreamAsync(within), within) is { } fault
                    ? fault
                    : (Result<RuntimeChange, RuntimeFault>)new RuntimeChange(false), cancel);

        Task<Result<RuntimeChange, RuntimeFault>> Do(DockerCall call, CancellationToken cancel) =>
            host.Ask(call, (answer, _) => ValueTask.FromResult<Result<RuntimeChange, RuntimeFault>>(
                new RuntimeChange(answer.StatusCode != HttpStatusCode.NotModified)), cancel);

        Task<Result<T, RuntimeFault>> Read<T>(DockerCall call, JsonTypeInfo<T> type, CancellationToken cancel) =>
            host.Ask<T>(call, async (answer, within) =>
            {
                try
                {
                    if (await answer.Content.ReadFromJsonAsync(type, within) is { } value)
                        return value;
                }
                catch (JsonException)
                {
                }

                return new RuntimeFault(RuntimeTrouble.Misconfigured,
                    $"Could not {call.Doing}: what answers at {host.Address} does not speak like a Docker engine.");
            }, cancel);
    }

    static string Labelled(string label) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]> { ["label"] = [label] }));
}
