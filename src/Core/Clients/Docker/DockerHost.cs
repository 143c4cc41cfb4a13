using System.Net;
using System.Net.Http.Json;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Docker;

/// <summary>One engine: its pooled connections, its circuit breaker and the API version agreed with it.</summary>
sealed class DockerHost(DockerAddress address, SocketsHttpHandler handler, ResiliencePipeline pipeline, TimeProvider time) : IDisposable
{
    // From Debian 12's own engine (Docker 20.10) to Docker 29, which refuses anything below 1.44: no one version does for both.
    static readonly Version Oldest = new(1, 41), Newest = new(1, 55);

    readonly HttpMessageInvoker http = new(handler);
    volatile Version? agreed;

    public DockerAddress Address => address;

    public void Dispose() => http.Dispose();

    public async Task<Result<T, RuntimeFault>> Ask<T>(
        DockerCall call, Func<HttpResponseMessage, CancellationToken, ValueTask<Result<T, RuntimeFault>>> read, CancellationToken cancel)
    {
        if (call.Unversioned)
            return await Attempt(call, read, cancel);
        for (var upgraded = false; ; upgraded = true)
        {
            if (agreed is null && (await Agree(call, cancel)).Failed(out _, out var disagreed))
                return disagreed;
            var answer = await Attempt(call, read, cancel);
            // Refused for its version before anything was done, since the engine is another one than at our first call.
            if (agreed is not null || upgraded)
                return answer;
        }
    }

    async Task<Result<T, RuntimeFault>> Attempt<T>(
        DockerCall call, Func<HttpResponseMessage, CancellationToken, ValueTask<Result<T, RuntimeFault>>> read, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(DockerPipeline.Call, call);
        context.Properties.Set(DockerPipeline.Began, time.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(within => Send(call, read, within.CancellationToken), context);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested &&
            (ConnectionTrouble.Is(failure) || failure is TimeoutRejectedException or BrokenCircuitException))
        {
            return DockerFaults.Of(failure, call, address);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    async ValueTask<Result<T, RuntimeFault>> Send<T>(
        DockerCall call, Func<HttpResponseMessage, CancellationToken, ValueTask<Result<T, RuntimeFault>>> read, CancellationToken cancel)
    {
        var path = call.Unversioned ? call.Path : $"v{agreed ?? Oldest}/{call.Path}";
        using var request = new HttpRequestMessage(call.Method, new Uri(address.Root, path));
        using var answer = await http.SendAsync(request, cancel);
        // 304 is the engine's "it is so already".
        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
            return await read(answer, cancel);

        var message = await MessageOf(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.BadRequest && message?.Contains("API version", StringComparison.Ordinal) == true)
            agreed = null;
        return DockerFaults.Of((int)answer.StatusCode, message, call, address);
    }

    async Task<Result<Version, RuntimeFault>> Agree(DockerCall first, CancellationToken cancel)
    {
        var ask = new DockerCall(HttpMethod.Get, "version", first.Doing) { Unversioned = true };
        var answer = await Ask(ask, async (response, within) => Chosen(await RangeOf(response, within), first), cancel);
        if (answer.Fault is null)
            agreed = answer.Value;
        return answer;
    }

    Result<Version, RuntimeFault> Chosen(EngineVersion? range, DockerCall first)
    {
        if (!Version.TryParse(range?.ApiVersion, out var newest))
            return new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"Could not {first.Doing}: what answers at {address} is not a Docker engine.");
        if (newest < Oldest)
        {
            return new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"Could not {first.Doing}: Docker on {address} speaks API {newest}; OpsBot needs {Oldest} or newer (Docker 20.10).");
        }

        return Version.TryParse(range.MinAPIVersion, out var oldest) && oldest > Newest
            ? new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"Could not {first.Doing}: Docker on {address} speaks API {oldest} and newer; this OpsBot knows {Newest} and older. Update OpsBot.")
            : newest < Newest ? newest : Newest;
    }

    static async ValueTask<EngineVersion?> RangeOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            return null;
        try
        {
            return await answer.Content.ReadFromJsonAsync(DockerJson.Default.EngineVersion, cancel);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    static async ValueTask<string?> MessageOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            return null;
        try
        {
            return (await answer.Content.ReadFromJsonAsync(DockerJson.Default.EngineMessage, cancel))?.Message;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
