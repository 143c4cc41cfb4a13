using OpsBot.Core.Instances.Runtime;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Docker;

/// <summary>Every way a call can fail, as a sentence that says what failed, why, and whether anything changed.</summary>
static class DockerFaults
{
    public static RuntimeFault Of(Exception failure, DockerCall call, DockerAddress address)
    {
        var could = $"Could not {call.Doing}: ";
        return failure switch
        {
            // For how long stands in a setting; a countdown would be wrong from its second second on.
            BrokenCircuitException broken => new(RuntimeTrouble.HostUnreachable,
                $"{could}the Docker host {address} failed several times in a row{Last(broken.InnerException)}; it is asked again in a moment. Nothing was changed."),

            TimeoutRejectedException late => new(RuntimeTrouble.HostSlow,
                $"{could}the Docker host {address} did not answer within {DockerCall.Seconds(late.Timeout)} s.{After(call)}") { MayHaveHappened = call.Changes },

            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } refused => new(RuntimeTrouble.Misconfigured,
                $"{could}there is no trusted TLS connection to the Docker host {address} " +
                $"({DockerStates.Told((refused.InnerException ?? refused).Message)?.TrimEnd('.')}). " +
                "Check OPSBOT_Docker__CertificateAuthority, __ClientCertificate and __ClientKey. Nothing was changed."),

            _ when ConnectionTrouble.WhyNone(failure) is { } why => new(RuntimeTrouble.HostUnreachable,
                $"{could}the Docker host {address} cannot be reached ({why}). Nothing was changed."),

            _ => new(RuntimeTrouble.HostUnreachable,
                $"{could}the Docker host {address} closed the connection before its answer was complete.{After(call)}") { MayHaveHappened =
                    call.Changes },
        };
    }

    /// <summary>The engine answered, with an error of its own.</summary>
    public static RuntimeFault Of(int status, string? message, DockerCall call, DockerAddress address)
    {
        var told = DockerStates.Told(message)?.TrimEnd('.') ?? $"HTTP {status}";
        return status switch
        {
            404 when call.Unversioned =>
                new(RuntimeTrouble.Misconfigured, $"Could not {call.Doing}: what answers at {address} is not a Docker engine."),
            // The container is there; its label names a folder that is not.
            404 when told.StartsWith("Could not find the file", StringComparison.Ordinal) =>
                new(RuntimeTrouble.Misconfigured,
                    $"Could not {call.Doing}: Docker on {address} says: {told}. Check the label {DockerLabels.Data}."),
            404 => new(RuntimeTrouble.NoContainer, $"Could not {call.Doing}: Docker on {address} says: {told}."),
            409 => new(RuntimeTrouble.Conflict, $"Could not {call.Doing}: Docker on {address} says: {told}."),
            401 or 403 => new(RuntimeTrouble.Misconfigured,
                $"Could not {call.Doing}: Docker on {address} does not let OpsBot in ({told}). Check the client certificate."),
            502 or 503 or 504 => new(RuntimeTrouble.HostUnreachable,
                $"Could not {call.Doing}: what stands before Docker on {address} answers HTTP {status} ({told}).{After(call)}") { MayHaveHappened = call.Changes },
            _ => new(RuntimeTrouble.EngineError, $"Could not {call.Doing}: Docker on {address} failed: {told}."),
        };
    }

    // A command that got no answer may have been carried out all the same.
    static string After(DockerCall call) =>
        call.Changes ? " It may have happened all the same; trying again does no harm." : "";

    static string Last(Exception? failure) =>
        failure is TimeoutRejectedException or OperationCanceledException && !ConnectionTrouble.IsConnectTimeout(failure) ? " (no answer)"
        : $" ({ConnectionTrouble.WhyNone(failure) ?? "the connection broke"})";
}
