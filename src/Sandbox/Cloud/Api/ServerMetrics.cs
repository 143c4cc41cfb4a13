using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>GET /servers/{id}/metrics: how busy a server was; of each core a hundred.</summary>
static class ServerMetrics
{
    // A day's ups and downs, and an hour's.
    const double Daily = 22, Hourly = 8, Usual = 34;

    static readonly string[] types = ["cpu", "disk", "network"];

    public static CloudAnswer Show(CloudWorld world, CloudRequest request)
    {
        if (Servers.Kind.Find(world, request) is not { } server) return Servers.Kind.Missing(request);
        var wanted = (request.Query("type") ?? "").Split(',');
        if (!wanted.All(types.Contains)) return CloudAnswer.Invalid("type", "must be cpu, disk or network");
        if (Moment(request.Query("start")) is not { } start) return CloudAnswer.Invalid("start", "must be an ISO-8601 date and time");
        if (Moment(request.Query("end")) is not { } end || end < start) return CloudAnswer.Invalid("end", "must be after start");
        if (!int.TryParse(request.Query("step") ?? "60", NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step < 1)
            return CloudAnswer.Invalid("step", "must be 1 or more");
        return CloudAnswer.Ok(new
        {
            metrics = new
            {
                start, end, step,
                time_series = wanted.Where(one => one == "cpu")
                    .ToDictionary(one => one, _ => new { values = Cpu(server, start, end, step) }),
            },
        });
    }

    static List<object[]> Cpu(CloudServer server, DateTimeOffset start, DateTimeOffset end, int step)
    {
        var values = new List<object[]>();
        // There is nothing of it from before it was made.
        for (var at = start < server.Created ? server.Created : start; at <= end; at = at.AddSeconds(step))
            values.Add([at.ToUnixTimeMilliseconds() / 1000m, Percent(server, at).ToString("0.##", CultureInfo.InvariantCulture)]);
        return values;
    }

    static double Percent(CloudServer server, DateTimeOffset at)
    {
        var hours = (at.ToUnixTimeSeconds() / 3600d) + (server.Id % 24);
        return Math.Max(0, Usual + (Daily * Math.Sin(hours * Math.Tau / 24)) + (Hourly * Math.Sin(hours * Math.Tau)));
    }

    static DateTimeOffset? Moment(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
