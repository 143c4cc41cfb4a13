using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>Logs in frames of 8 bytes header and payload, or bare where the container has a terminal.</summary>
static class Logs
{
    // The engine's own limit: a longer line is several messages, each with its time.
    const int LongestMessage = 16 * 1024;

    public static Task<IResult> Read(PretendHost host, HttpContext context)
    {
        if (!host.TryContainer((string)context.Request.RouteValues["id"]!, out var container))
            return Task.FromResult(Answers.NoContainer(context));
        var (output, error) = (Answers.Flag(context, "stdout"), Answers.Flag(context, "stderr"));
        if (!output && !error)
            return Task.FromResult(Answers.Error(400, "Bad parameters: you must choose at least one stream"));

        // What is no number means all, as in the engine.
        int? tail = int.TryParse(context.Request.Query["tail"], CultureInfo.InvariantCulture, out var asked) && asked >= 0 ? asked : null;
        var timestamps = Answers.Flag(context, "timestamps");
        var lines = container.Log(null).Where(line => line.IsError ? error : output).ToList();
        var last = lines.Skip(tail is { } count ? Math.Max(0, lines.Count - count) : 0);

        return Task.FromResult(Results.Stream(
            async body =>
            {
                foreach (var message in last.SelectMany(line => MessagesOf(line, timestamps, container.Terminal)))
                    await body.WriteAsync(message, context.RequestAborted);
            },
            TypeOf(host, context, container)));
    }

    // Below API 1.42 it does not say how it is to be read.
    static string? TypeOf(PretendHost host, HttpContext context, PretendContainer container) =>
        Version.Parse(context.Request.RouteValues["version"] as string ?? host.ApiVersion) < new Version(1, 42) ? null
        : container.Terminal ? "application/vnd.docker.raw-stream" : "application/vnd.docker.multiplexed-stream";

    static IEnumerable<byte[]> MessagesOf(PretendLogLine line, bool timestamps, bool bare)
    {
        var time = timestamps ? Encoding.ASCII.GetBytes($"{line.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z ") : [];
        var text = Encoding.UTF8.GetBytes(line.Text + (bare ? "\r\n" : "\n"));
        foreach (var part in text.Chunk(LongestMessage))
        {
            var header = new byte[bare ? 0 : 8];
            if (!bare)
            {
                header[0] = line.IsError ? (byte)2 : (byte)1;
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), time.Length + part.Length);
            }

            yield return [.. header, .. time, .. part];
        }
    }
}
