"""The shop's products with FastAPI and SQLModel, as their guides write it: functions on the thread
pool, a session for each request. usage: app.py DATABASE"""

import os
import re
import socket
import sys
from datetime import datetime, timezone
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from pydantic import field_validator
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine, select


def now() -> datetime:
    return datetime.now(timezone.utc)


class NewProduct(SQLModel):
    model_config = {"extra": "forbid"}

    sku: str = Field(min_length=1, max_length=40, unique=True, index=True)
    name: str = Field(min_length=1, max_length=100, index=True)
    price: float = Field(gt=0, index=True)
    quantity: int = Field(default=0, ge=0, index=True)
    description: str | None = Field(default=None, max_length=2000)

    @field_validator("sku")
    @classmethod
    def is_sku(cls, sku: str) -> str:
        if not re.match(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", sku):
            raise ValueError("is no sku")
        return sku


class Product(NewProduct, table=True):
    __tablename__ = "products"
    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=now, index=True)
    updated_at: datetime = Field(default_factory=now, index=True)
    version: int = 1


class Shown(NewProduct):
    id: int
    created_at: datetime
    updated_at: datetime
    version: int


class Page(SQLModel):
    items: list[Shown]
    next: str | None


engine = create_engine(
    f"sqlite:///{sys.argv[1]}",
    connect_args={"check_same_thread": False},
    pool_size=20,
    max_overflow=40,
)


@event.listens_for(engine, "connect")
def prepare(connection, _):
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=5000")


SQLModel.metadata.create_all(engine)
app = FastAPI()


def session():
    with Session(engine) as one:
        yield one


Db = Annotated[Session, Depends(session)]


@app.get("/products/{id}", response_model=Shown)
def read(id: int, db: Db, response: Response):
    product = db.get(Product, id)
    if product is None:
        raise HTTPException(404)
    response.headers["ETag"] = f'"v{product.version}"'
    return product


@app.get("/products", response_model=Page)
def many(db: Db, limit: Annotated[int, Query(ge=1, le=200)] = 50, cursor: int = 0):
    rows = select(Product).where(Product.id > cursor).order_by(Product.id).limit(limit + 1)
    rows = db.exec(rows).all()
    items = rows[:limit]
    return {"items": items, "next": str(items[-1].id) if len(rows) > limit else None}


@app.post("/products", response_model=Shown, status_code=201)
def create(new: NewProduct, db: Db, response: Response):
    product = Product.model_validate(new)
    db.add(product)
    db.commit()
    db.refresh(product)
    response.headers["Location"] = f"/products/{product.id}"
    response.headers["ETag"] = f'"v{product.version}"'
    return product


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=3600)
    uvicorn.Server(config).run(sockets=[listener])
