using Microsoft.Extensions.Logging;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Signed checkpoints in a file of one's own, a line each, where Audit:HeadFile names one.</summary>
public sealed partial class HeadFile(string path, ILogger<HeadFile> log)
{
    // Older ones say nothing that the newest do not.
    const int Newest = 200;

    public string Name => $"the file {path}";

    /// <summary>None where no file is set.</summary>
    public async Task<Result<string>?> Read(CancellationToken cancel)
    {
        if (path.Length == 0) return null;
        try
        {
            // Before the first checkpoint there is none.
            if (!File.Exists(path)) return "";
            return string.Join('\n', (await File.ReadAllLinesAsync(path, cancel)).TakeLast(Newest));
        }
        catch (Exception locked) when (locked is IOException or UnauthorizedAccessException)
        {
            return new Refusal($"{Name} cannot be read: {locked.Message}");
        }
    }

    /// <summary>After the commit; what could not be written is written with the next one.</summary>
    internal void Add(Checkpoint checkpoint)
    {
        if (path.Length == 0) return;
        try
        {
            File.AppendAllLines(path, [checkpoint.Text]);
        }
        catch (Exception locked) when (locked is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(locked, path);
        }
    }

    [LoggerMessage(LogLevel.Error, "The checkpoint could not be written to {Path}, Audit:HeadFile")]
    partial void LogNotWritten(Exception locked, string path);
}
