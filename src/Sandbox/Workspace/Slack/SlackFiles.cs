using Microsoft.AspNetCore.Http.HttpResults;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Workspace.Slack;

/// <summary>Files of the pretend Slack, as the workspace up- and downloads them.</summary>
static class SlackFiles
{
    const long LargestUpload = 10 << 20;

    public static void MapSlackFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/workspace/files/{id}", Download);
        app.MapPost("/workspace/files", Upload).DisableAntiforgery();
    }

    static Results<FileContentHttpResult, NotFound> Download(string id, SlackWorld world, HttpResponse response) =>
        world.Files.Find(id) is { Bytes: { } bytes } file ? SafeFile.Of(response, bytes, file.MimeType, file.Name)
            : TypedResults.NotFound();

    static async Task<Results<ContentHttpResult, BadRequest>> Upload(
        IFormFileCollection files, string @as, SlackWorld world, CancellationToken cancel)
    {
        if (world.People.FindByName(@as) is not { } person || files.Any(file => file.Length > LargestUpload))
            return TypedResults.BadRequest();
        var ids = new List<string>();
        foreach (var upload in files)
        {
            using var bytes = new MemoryStream();
            await upload.CopyToAsync(bytes, cancel);
            ids.Add(world.Files.Put(new()
            {
                Id = Ids.New("F"),
                Name = upload.FileName,
                UploaderId = person.Id,
                Length = upload.Length,
                Bytes = bytes.ToArray(),
                IsComplete = true,
                Created = world.Time.GetUtcNow(),
            }).Id);
        }

        return TypedResults.Content(string.Join(' ', ids));
    }
}
