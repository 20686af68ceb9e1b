// Gives the page for editors the files of content/, as the File System API (WHATWG) would. The editor
// asks for the browser's private folder; here it gets the folder of the site instead. A file that
// changed on the disk since it was listed or read is not overwritten.
(() => {
  const FILES = "/.briefgen/files/";
  // Names of files that are only written in order to be renamed. They never reach the disk.
  const PENDING = /^\./;
  const states = new Map(); // of files, by path

  const ask = async (path, options = {}) => {
    const headers = { "X-Briefgen-Editing": "1", ...options.headers };
    const url = FILES + path.split("/").map(encodeURIComponent).join("/");
    const response = await fetch(url, { ...options, headers, cache: "no-store" });
    if (response.ok) return response;
    const missing = response.status === 404 ? "NotFoundError" : "InvalidStateError";
    throw new DOMException(`${path}: ${(await response.text()).trim()}`, missing);
  };
  const stateOf = (response) => (response.headers.get("ETag") ?? "").replaceAll('"', "");
  const list = async () => {
    states.clear();
    for (const { path, state } of await (await ask("")).json()) states.set(path, state);
  };
  const write = async (path, data) => {
    const headers = { "If-Match": `"${states.get(path) ?? ""}"` };
    states.set(path, stateOf(await ask(path, { method: "PUT", body: data, headers })));
  };
  const remove = async (path) => {
    const headers = { "If-Match": `"${states.get(path) ?? ""}"` };
    await ask(path, { method: "DELETE", headers });
    states.delete(path);
  };
  const missing = (path) => new DOMException(`${path} does not exist`, "NotFoundError");

  class FileHandle {
    kind = "file";

    constructor(path) {
      this.path = path;
      this.pending = undefined;
    }

    get name() {
      return this.path.split("/").pop();
    }

    async getFile() {
      if (this.pending) return new File([this.pending], this.name);
      const response = await ask(this.path);
      states.set(this.path, stateOf(response));
      const lastModified = Number(stateOf(response).split("-")[0]) / 1e6;
      const data = await response.blob();
      return new File([data], this.name, { type: data.type, lastModified });
    }

    async createWritable() {
      const parts = [];
      return {
        write: async (data) => parts.push(data),
        close: async () => {
          const data = new Blob(parts);
          if (PENDING.test(this.name)) this.pending = data;
          else await write(this.path, data);
        },
      };
    }

    async move(folder, name) {
      const path = folder.path ? `${folder.path}/${name}` : name;
      if (this.pending) {
        await write(path, this.pending);
      } else {
        const data = await this.getFile();
        await write(path, data);
        await remove(this.path);
      }
      this.path = path;
      this.pending = undefined;
    }
  }

  class FolderHandle {
    kind = "directory";

    constructor(path) {
      this.path = path;
    }

    get name() {
      return this.path.split("/").pop();
    }

    within(name) {
      return this.path ? `${this.path}/${name}` : name;
    }

    async *entries() {
      if (!this.path) await list();
      const start = this.path ? `${this.path}/` : "";
      const names = new Map();
      for (const path of states.keys()) {
        if (!path.startsWith(start)) continue;
        const [name, ...deeper] = path.slice(start.length).split("/");
        names.set(name, deeper.length > 0);
      }
      for (const [name, isFolder] of names) {
        const path = this.within(name);
        yield [name, isFolder ? new FolderHandle(path) : new FileHandle(path)];
      }
    }

    async getDirectoryHandle(name, { create = false } = {}) {
      const folder = new FolderHandle(this.within(name));
      const start = `${folder.path}/`;
      if (!create && ![...states.keys()].some((path) => path.startsWith(start))) {
        throw missing(folder.path);
      }
      return folder;
    }

    async getFileHandle(name, { create = false } = {}) {
      const path = this.within(name);
      if (!create && !states.has(path)) throw missing(path);
      return new FileHandle(path);
    }

    async removeEntry(name) {
      const path = this.within(name);
      if (states.has(path)) await remove(path);
      else if (!PENDING.test(name)) throw missing(path);
    }
  }

  // The editor looks for a folder of its own in the browser's private folder.
  const site = new FolderHandle("");
  const storage = { getDirectoryHandle: async () => site, removeEntry: async () => {} };
  navigator.storage.getDirectory = async () => storage;
  // Nobody has to log in to the files of this machine.
  localStorage.setItem("sveltia-cms.user", JSON.stringify({ backendName: "test-repo" }));
})();
