using System.Formats.Tar;
using System.Text;
using System.Text.Json;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>A tar of the container's data folder, the same bytes each time.</summary>
static class Archive
{
    const int Files = 48, FileSize = 12 * 1024;

    public static async Task<IResult> Read(PretendHost host, HttpContext context)
    {
        if (!host.TryContainer((string)context.Request.RouteValues["id"]!, out var container))
            return Answers.NoContainer(context);
        var path = context.Request.Query["path"].ToString().TrimEnd('/');
        if (path.Length == 0)
            return Answers.Error(400, "bad parameter: 'path' cannot be empty");
        if (container.DataFolder?.TrimEnd('/') != path)
            return Answers.Error(404, $"Could not find the file {path} in container {container.Name}");

        var folder = path[(path.LastIndexOf('/') + 1)..];
        context.Response.Headers["X-Docker-Container-Path-Stat"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
            new { name = folder, size = 4096, mode = 2147484141, mtime = container.CreatedAt.UtcDateTime, linkTarget = "" }));
        if (HttpMethods.IsHead(context.Request.Method))
            return Results.Ok();

        context.Response.ContentType = "application/x-tar";
        var breaks = host.BreakNextArchive;
        host.BreakNextArchive = false;
        await Write(context.Response.Body, folder, container, breaks ? Files / 2 : Files, context.RequestAborted,
            breaks ? context.Abort : null);
        return Results.Empty;
    }

    static async Task Write(
        Stream body, string folder, PretendContainer container, int files, CancellationToken cancel, Action? cut)
    {
        var chance = new PretendChance(0, container.Id);
        await using var tar = new TarWriter(body, TarEntryFormat.Ustar, leaveOpen: true);
        await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, $"{folder}/") { ModificationTime = container.CreatedAt },
            cancel);
        for (var file = 0; file < files; file++)
        {
            var content = new byte[FileSize];
            chance.Fill(content);
            if (file == 0)
                content = Encoding.UTF8.GetBytes($"database = {container.Name}\n");
            await tar.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile,
                    $"{folder}/filestore/{container.Name}/{file:x2}/{chance.Between(0x1000, 0xffff):x}{file:x4}")
                {
                    ModificationTime = container.CreatedAt,
                    DataStream = new MemoryStream(content),
                }, cancel);
        }

        cut?.Invoke();
    }
}
