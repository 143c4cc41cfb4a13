using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Runtime;

/// <summary>A finished copy: the file, its size and the SHA-256 of its bytes in lower-case hex.</summary>
public sealed record StoredBackup(string Path, long Bytes, string Sha256, DateTimeOffset TakenAt);

/// <summary>The folder of backups: one file and its checksum per backup, never half a file under a final name.</summary>
public sealed partial class BackupStore(IOptions<BackupOptions> options, TimeProvider time, ILogger<BackupStore> log)
{
    public Result<string, RuntimeFault> PathOf(string instance, string name)
    {
        if (!SafeName.IsMatch(instance) || !SafeName.IsMatch(name))
            throw new ArgumentException($"'{instance}' / '{name}' cannot be a file name.");
        return options.Value.Folder is { Length: > 0 } folder
            ? Path.GetFullPath(Path.Combine(folder, instance, $"{name}.tar.gz"))
            : new RuntimeFault(RuntimeTrouble.Misconfigured,
                "Backups have no folder yet. Set OPSBOT_Backups__Folder on the worker to a folder with room for them.");
    }

    /// <summary>The finished backup at this path, or null.</summary>
    public static StoredBackup? Find(string path)
    {
        var sum = new FileInfo(SumOf(path));
        var file = new FileInfo(path);
        return file.Exists && sum.Exists && File.ReadAllText(sum.FullName).Split(' ') is [{ Length: 64 } hash, ..]
            ? new StoredBackup(path, file.Length, hash, file.LastWriteTimeUtc)
            : null;
    }

    /// <summary>Compresses and stores what <paramref name="fill"/> writes, and names it only once all of it is on disk.</summary>
    public async Task<Result<StoredBackup, RuntimeFault>> Keep(
        string path, Func<Stream, CancellationToken, Task<RuntimeFault?>> fill, CancellationToken cancel)
    {
        var part = path + Unfinished;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Exclusive: a second worker that thinks it has the same job must not write into this file.
            await using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None);
            try
            {
                using var sha = SHA256.Create();
                await using (var hashed = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
                await using (var zipped = new GZipStream(hashed, CompressionLevel.Fastest))
                {
                    if (await fill(zipped, cancel) is { } fault)
                        return fault;
                }

                file.Flush(flushToDisk: true);
                var sum = Convert.ToHexStringLower(sha.Hash!);
                await File.WriteAllTextAsync(SumOf(path), $"{sum}  {Path.GetFileName(path)}\n", cancel);
                File.Move(part, path, overwrite: true);
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                return Find(path)!;
            }
            finally
            {
                File.Delete(part);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return NotWritten(path, failed);
        }
    }

    /// <summary>Removes a backup; removing one that is gone is fine.</summary>
    public static void Remove(string path)
    {
        File.Delete(path);
        File.Delete(SumOf(path));
    }

    /// <summary>Removes what a backup that came to nothing left, whole or half; a file that cannot be removed is told in the log.</summary>
    public void Discard(string instance, string name)
    {
        if (PathOf(instance, name).Failed(out var path, out _))
            return;
        try
        {
            Remove(path);
            File.Delete(path + Unfinished);
        }
        // Its folder was never made.
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogLeft(failed, path);
        }
    }

    /// <summary>Reads the file again and compares it with its checksum.</summary>
    public static async Task<bool> IsIntact(StoredBackup backup, CancellationToken cancel)
    {
        if (!File.Exists(backup.Path))
            return false;
        await using var file = File.OpenRead(backup.Path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) == backup.Sha256;
    }

    const string Unfinished = ".part";

    static string SumOf(string path) => path + ".sha256";

    internal static RuntimeFault NotWritten(string path, Exception reason) =>
        new(RuntimeTrouble.Storage, $"The backup file {path} could not be written: {reason.Message} Check the folder's space and rights.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\z")]
    static partial Regex SafeName { get; }

    [LoggerMessage(LogLevel.Warning, "A backup came to nothing, and {File} could not be removed")]
    partial void LogLeft(Exception reason, string file);
}
