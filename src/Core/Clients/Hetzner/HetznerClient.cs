using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Calls Hetzner's API: within the budget of all programs, through the pipeline, and into answers or faults.</summary>
sealed partial class HetznerClient(
    IOptions<HetznerOptions> options, ProviderBudget budget, ILogger<HetznerClient> log, TimeProvider time) : IDisposable
{
    public const string Name = "hetzner";

    const int PageSize = 50;
    const int MostPages = 200;

    // The whole catalogue is a tenth of it.
    const long LongestAnswer = 4_000_000;

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // What lacks what is needed is no answer.
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AllowAutoRedirect = false,
        UseCookies = false,
    });

    readonly ResiliencePipeline<HetznerAnswer> pipeline = HetznerPipeline.Of(options.Value, time);

    public bool IsSetUp => Settings.Token.Length > 0;

    public HetznerOptions Settings { get; } = options.Value;

    public void Dispose() => http.Dispose();

    public async Task<Result<T, ProviderFault>> Ask<T>(HetznerCall call, CancellationToken cancel) where T : class
    {
        if (!IsSetUp) return HetznerFaults.NotSetUp(call);
        if (await budget.Take(Name, call.Urgency, cancel) is { } waits)
            return waits with { Sentence = $"Could not {call.Doing}: {waits.Sentence}" };
        if ((await Attempt(call, cancel)).Failed(out var answer, out var fault)) return fault;
        if (answer.Status < 300 && Read<T>(answer.Body) is { } value) return value;
        fault = HetznerFaults.Of(answer, Read<ErrorAnswer>(answer.Body)?.Error, call);
        LogFailed(call.Doing, answer.Status, fault.Code, answer.Reference);
        return fault;
    }

    /// <summary>All that a listing has, page after page.</summary>
    public async Task<Result<IReadOnlyList<TRow>, ProviderFault>> Pages<TPage, TRow>(HetznerCall call, CancellationToken cancel)
        where TPage : class, IPage<TRow>
    {
        var all = new List<TRow>();
        var path = call.Path + (call.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        for (int? page = 1; page is { } number;)
        {
            // Half of it would pass for all.
            if (number > MostPages) return HetznerFaults.TooMany(call, MostPages * PageSize);
            var read = await Ask<TPage>(call with { Path = $"{path}page={number}&per_page={PageSize}" }, cancel);
            if (read.Failed(out var answer, out var fault)) return fault;
            all.AddRange(answer.Rows);
            page = answer.Meta?.Pagination?.NextPage;
        }
        return all;
    }

    async Task<Result<HetznerAnswer, ProviderFault>> Attempt(HetznerCall call, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(HetznerPipeline.Call, call);
        try
        {
            return await pipeline.ExecuteAsync(within => Send(call, within.CancellationToken), context);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested
            && (HetznerPipeline.IsConnectionTrouble(failure) || failure is TimeoutRejectedException or BrokenCircuitException))
        {
            return HetznerFaults.Of(failure, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    async ValueTask<HetznerAnswer> Send(HetznerCall call, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(Root, call.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Settings.Token);
        request.Headers.UserAgent.ParseAdd("OpsBot/1");
        if (call.Body is { } body) request.Content = JsonContent.Create(body, body.GetType(), options: json);
        using var answer = await http.SendAsync(request, cancel);
        await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancel);
        if (Number(answer, "RateLimit-Limit") is { } most && most > 0 && Number(answer, "RateLimit-Remaining") is { } remaining)
            await budget.Note(Name, most, Math.Max(0, remaining), cancel);
        var text = answer.StatusCode == HttpStatusCode.NoContent ? "{}" : await answer.Content.ReadAsStringAsync(cancel);
        return new((int)answer.StatusCode, text, Header(answer, "X-Correlation-Id"));
    }

    Uri Root => Settings.ApiUrl.AbsoluteUri.EndsWith('/') ? Settings.ApiUrl : new Uri(Settings.ApiUrl.AbsoluteUri + "/");

    // What is no JSON comes from something that stands before Hetzner.
    static T? Read<T>(string body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    static int? Number(HttpResponseMessage answer, string name) =>
        int.TryParse(Header(answer, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LoggerMessage(LogLevel.Warning, "Hetzner did not {Doing}: HTTP {Status}, {Code}, correlation id {Reference}")]
    partial void LogFailed(string doing, int status, string? code, string? reference);
}
